using System.Linq.Expressions;

namespace TrainingService.Storage.Search;

/// <summary>Puts lambdas together without a call between them, so that EF sees one expression.</summary>
internal static class Lambdas
{
    /// <summary>`x => outer(inner(x))`.</summary>
    public static Expression<Func<T, TResult>> Then<T, TMiddle, TResult>(
        this Expression<Func<T, TMiddle>> inner, Expression<Func<TMiddle, TResult>> outer) =>
        Expression.Lambda<Func<T, TResult>>(Replace(outer, inner.Body), inner.Parameters);

    public static Expression<Func<T, bool>> And<T>(IEnumerable<Expression<Func<T, bool>>> all) => Fold(all, Expression.AndAlso, whenNone: true);

    public static Expression<Func<T, bool>> Or<T>(IEnumerable<Expression<Func<T, bool>>> any) => Fold(any, Expression.OrElse, whenNone: false);

    public static Expression<Func<T, bool>> Not<T>(Expression<Func<T, bool>> test) =>
        Expression.Lambda<Func<T, bool>>(Expression.Not(test.Body), test.Parameters);

    private static Expression<Func<T, bool>> Fold<T>(
        IEnumerable<Expression<Func<T, bool>>> tests, Func<Expression, Expression, Expression> join, bool whenNone)
    {
        var parameter = Expression.Parameter(typeof(T), "r");
        var bodies = tests.Select(test => Replace(test, parameter)).ToList();
        return Expression.Lambda<Func<T, bool>>(bodies.Count == 0 ? Expression.Constant(whenNone) : bodies.Aggregate(join), parameter);
    }

    private static Expression Replace<TIn, TOut>(Expression<Func<TIn, TOut>> lambda, Expression by) => new Replacer(lambda.Parameters[0], by).Visit(lambda.Body);

    private sealed class Replacer(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
    }
}
