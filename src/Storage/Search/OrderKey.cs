using System.Linq.Expressions;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>One key of an order: how to sort by it, and which runs come after a value. Null comes last in both directions.</summary>
internal abstract class OrderKey(bool descending)
{
    protected bool Descending => descending;

    public abstract IOrderedQueryable<SortedRun> Order(IQueryable<SortedRun> runs, IOrderedQueryable<SortedRun>? before);

    /// <summary>Runs that come after a value.</summary>
    public abstract Expression<Func<SortedRun, bool>> After(CursorValue value);

    /// <summary>Runs that have it.</summary>
    public abstract Expression<Func<SortedRun, bool>> At(CursorValue value);

    /// <summary>A run's value.</summary>
    public abstract CursorValue Of(SortedRun run);
}

/// <summary>A key of some type; its comparisons are made by the kinds below.</summary>
internal abstract class OrderKey<T>(Expression<Func<SortedRun, T?>> key, bool descending, bool mayLack) : OrderKey(descending)
{
    private readonly Func<SortedRun, T?> _read = key.Compile();

    protected Expression<Func<SortedRun, T?>> Key => key;

    public override IOrderedQueryable<SortedRun> Order(IQueryable<SortedRun> runs, IOrderedQueryable<SortedRun>? before)
    {
        if (mayLack)
        {
            var lacks = key.Then(value => value == null);
            before = before is null ? runs.OrderBy(lacks) : before.ThenBy(lacks);
        }

        if (before is null) return Descending ? runs.OrderByDescending(key) : runs.OrderBy(key);
        return Descending ? before.ThenByDescending(key) : before.ThenBy(key);
    }

    public override Expression<Func<SortedRun, bool>> After(CursorValue value)
    {
        if (Take(value) is not { } last) return run => false;
        return mayLack ? Lambdas.Or([Beyond(last), key.Then(v => v == null)]) : Beyond(last);
    }

    public override Expression<Func<SortedRun, bool>> At(CursorValue value) =>
        Take(value) is { } last ? Same(last) : key.Then(v => v == null);

    public override CursorValue Of(SortedRun run) => Put(_read(run));

    protected abstract object? Take(CursorValue value);

    protected abstract CursorValue Put(T? value);

    protected abstract Expression<Func<SortedRun, bool>> Beyond(object last);

    protected abstract Expression<Func<SortedRun, bool>> Same(object last);
}

/// <summary>A number.</summary>
internal sealed class NumberKey(Expression<Func<SortedRun, double?>> key, bool descending, bool mayLack = true) : OrderKey<double?>(key, descending, mayLack)
{
    protected override object? Take(CursorValue value) => value.Number;

    protected override CursorValue Put(double? value) => new(Number: value);

    protected override Expression<Func<SortedRun, bool>> Beyond(object last)
    {
        var number = (double)last;
        return Descending ? Key.Then(v => v != null && v < number) : Key.Then(v => v != null && v > number);
    }

    protected override Expression<Func<SortedRun, bool>> Same(object last)
    {
        var number = (double)last;
        return Key.Then(v => v == number);
    }
}

/// <summary>A time.</summary>
internal sealed class TimeKey(Expression<Func<SortedRun, DateTime?>> key, bool descending, bool mayLack = true) : OrderKey<DateTime?>(key, descending, mayLack)
{
    protected override object? Take(CursorValue value) => value.Time is { } time ? UnixMicroseconds.Time(time) : null;

    protected override CursorValue Put(DateTime? value) => new(Time: value is { } time ? UnixMicroseconds.Of(time) : null);

    protected override Expression<Func<SortedRun, bool>> Beyond(object last)
    {
        var time = (DateTime)last;
        return Descending ? Key.Then(v => v != null && v < time) : Key.Then(v => v != null && v > time);
    }

    protected override Expression<Func<SortedRun, bool>> Same(object last)
    {
        var time = (DateTime)last;
        return Key.Then(v => v == time);
    }
}

/// <summary>A text, in the database's order.</summary>
internal sealed class TextKey(Expression<Func<SortedRun, string?>> key, bool descending, bool mayLack = true) : OrderKey<string?>(key, descending, mayLack)
{
    protected override object? Take(CursorValue value) => value.Text;

    protected override CursorValue Put(string? value) => new(Text: value);

    protected override Expression<Func<SortedRun, bool>> Beyond(object last)
    {
        var text = (string)last;
        return Descending ? Key.Then(v => v != null && string.Compare(v, text) < 0) : Key.Then(v => v != null && string.Compare(v, text) > 0);
    }

    protected override Expression<Func<SortedRun, bool>> Same(object last)
    {
        var text = (string)last;
        return Key.Then(v => v == text);
    }
}
