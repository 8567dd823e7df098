using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TrainingService.Contracts.Filters;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using static TrainingService.Contracts.Filters.RunPredicate;

namespace TrainingService.Storage.Search;

/// <summary>
/// Filters as LINQ over `runs`. Values are captured, so that they become parameters of the query and never text of it. Every test gives true or false,
/// never SQL's "unknown", or NOT would lose runs that lack a value. Parameters and metrics are looked up as "id in (…)": one read of an index.
/// </summary>
internal sealed class PredicateTranslator(TrainingContext context)
{
    public Expression<Func<RunRow, bool>> Translate(RunPredicate predicate) => predicate switch
    {
        AllOf all => Lambdas.And(all.Operands.Select(Translate)),
        AnyOf any => Lambdas.Or(any.Operands.Select(Translate)),
        Not not => Lambdas.Not(Translate(not.Operand)),
        StateIn { States: var states } => r => states.Contains(r.State),
        IdIn { Ids: var ids } => r => ids.Contains(r.Id),
        TextIn { Values: var values } test => Columns.Text(test.Column).Then(text => text != null && values.Contains(text)),
        TextMatches test => Columns.Text(test.Column).Then(Like(test.Pattern)),
        Has test => HasColumn(test.Column),
        TagIn test => Lambdas.Or(test.Tags.Select(HasTag)),
        TagMatches test => TagLike(test.Pattern),
        TimeIs test => Columns.Time(test.Column).Then(Side(test.Comparison, test.Time)),
        NumberIs test => Columns.Number(test.Column).Then(Side(test.Comparison, test.Number)),
        NumberIn { Numbers: var numbers } test => Columns.Number(test.Column).Then(number => number != null && numbers.Contains(number.Value)),
        HasParam test => InParams(test.Name, p => true),
        ParamIs test => InParams(test.Name, Lambdas.Then<RunParamRow, double?, bool>(p => p.Number, Side(test.Comparison, test.Number))),
        ParamIn test => InParams(test.Name, Among(test)),
        ParamMatches test => InParams(test.Name, Lambdas.Then<RunParamRow, string?, bool>(p => p.Text, Like(test.Pattern))),
        HasMetric test => InMetrics(test.Name, m => true),
        MetricIs test => InMetrics(test.Name, Columns.Metric(test.Aggregate).Then(Side(test.Comparison, test.Number))),
        MetricIn test => InMetrics(test.Name, Columns.Metric(test.Aggregate).Then(Among(test.Numbers))),
        Mentions test => Mentioned(test),
        _ => throw new InvalidOperationException($"{predicate.GetType().Name} is not handled."),
    };

    private static Expression<Func<RunRow, bool>> HasColumn(RunColumn column) => RunFields.Columns.Single(field => field.Column == column).Kind switch
    {
        RunFieldKind.Tags => r => r.TagsJson != "[]",
        RunFieldKind.Text => Columns.Text(column).Then(text => text != null),
        RunFieldKind.Time => Columns.Time(column).Then(time => time != null),
        _ => Columns.Number(column).Then(number => number != null),
    };

    private static Expression<Func<RunRow, bool>> HasTag(string tag)
    {
        var quoted = RunRows.Write(tag);
        return r => r.TagsJson.Contains(quoted);
    }

    private static Expression<Func<RunRow, bool>> TagLike(TextPattern pattern)
    {
        var like = LikePattern.OfTag(pattern);
        return r => EF.Functions.Like(r.TagsJson.ToLower(), like, LikePattern.Escape);
    }

    private static Expression<Func<RunRow, bool>> Mentioned(Mentions test)
    {
        List<Expression<Func<RunRow, bool>>> places =
            [Columns.Text(RunColumn.Name).Then(Like(test.Pattern)), Columns.Text(RunColumn.Dataset).Then(Like(test.Pattern)), TagLike(test.Pattern)];
        if (test.Id is { } id) places.Add(r => r.Id == id);
        return Lambdas.Or(places);
    }

    private static Expression<Func<RunParamRow, bool>> Among(ParamIn test)
    {
        var (numbers, texts) = (test.Numbers, test.Texts);
        List<Expression<Func<RunParamRow, bool>>> kinds = [];
        if (numbers.Count > 0) kinds.Add(p => p.Number != null && numbers.Contains(p.Number.Value));
        if (texts.Count > 0) kinds.Add(p => texts.Contains(p.Text));
        return Lambdas.Or(kinds);
    }

    private static Expression<Func<double?, bool>> Among(IReadOnlyList<double> numbers)
    {
        var finite = numbers.Where(number => !double.IsNaN(number)).ToList();
        List<Expression<Func<double?, bool>>> kinds = [];
        if (finite.Count > 0) kinds.Add(value => value != null && finite.Contains(value.Value));
        if (finite.Count < numbers.Count) kinds.Add(value => value == null);
        return Lambdas.Or(kinds);
    }

    private static Expression<Func<string?, bool>> Like(TextPattern pattern)
    {
        var like = LikePattern.Of(pattern);
        return text => text != null && EF.Functions.Like(text.ToLower(), like, LikePattern.Escape);
    }

    private static Expression<Func<double?, bool>> Side(Comparison comparison, double number) => comparison switch
    {
        Comparison.Less => value => value != null && value < number,
        Comparison.LessOrEqual => value => value != null && value <= number,
        Comparison.Greater => value => value != null && value > number,
        _ => value => value != null && value >= number,
    };

    private static Expression<Func<DateTime?, bool>> Side(Comparison comparison, DateTime time) => comparison switch
    {
        Comparison.Less => value => value != null && value < time,
        Comparison.LessOrEqual => value => value != null && value <= time,
        Comparison.Greater => value => value != null && value > time,
        _ => value => value != null && value >= time,
    };

    private Expression<Func<RunRow, bool>> InParams(string name, Expression<Func<RunParamRow, bool>> test)
    {
        var ids = context.RunParams.Where(p => p.Name == name).Where(test).Select(p => p.RunId);
        return r => ids.Contains(r.Id);
    }

    private Expression<Func<RunRow, bool>> InMetrics(string name, Expression<Func<RunMetricRow, bool>> test)
    {
        var ids = context.RunMetrics.Where(m => m.Name == name).Where(test).Select(m => m.RunId);
        return r => ids.Contains(r.Id);
    }
}
