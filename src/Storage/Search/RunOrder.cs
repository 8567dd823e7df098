using System.Linq.Expressions;
using TrainingService.Contracts.Filters;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>An order of runs as LINQ. Runs that are equal in all keys follow by id, in the direction of the last key.</summary>
internal sealed class RunOrder
{
    private readonly List<OrderKey> _keys = [];
    private readonly bool _newestFirst;

    private RunOrder(IQueryable<SortedRun> runs, RunSort sort, TrainingContext context)
    {
        _newestFirst = sort.Keys[^1].Descending;
        var slot = 0;
        foreach (var key in sort.Keys)
        {
            switch (key.Field)
            {
                case MetricField metric:
                    runs = Join(runs, context.RunMetrics.Where(m => m.Name == metric.Name), Columns.Metric(metric.Aggregate), ++slot);
                    _keys.Add(new NumberKey(Numbers[slot - 1], key.Descending));
                    break;
                case ParamField param:
                    runs = Join(runs, context.RunParams.Where(p => p.Name == param.Name && p.Position == 0), ++slot);
                    _keys.Add(new NumberKey(Numbers[slot - 1], key.Descending));
                    _keys.Add(new TextKey(Texts[slot - 1], key.Descending));
                    break;
                case ColumnField { Column: RunColumn.Id }:
                    break;
                case ColumnField column:
                    _keys.Add(Column(column, key.Descending));
                    break;
                default:
                    throw new InvalidOperationException($"{key.Field.GetType().Name} is not handled.");
            }
        }

        Runs = runs;
    }

    private static Expression<Func<SortedRun, double?>>[] Numbers { get; } = [s => s.Number1, s => s.Number2, s => s.Number3];

    private static Expression<Func<SortedRun, string?>>[] Texts { get; } = [s => s.Text1, s => s.Text2, s => s.Text3];

    /// <summary>The runs with their keys, not yet sorted.</summary>
    public IQueryable<SortedRun> Runs { get; }

    public static RunOrder Of(IQueryable<RunRow> runs, RunSort sort, TrainingContext context) => new(runs.Select(run => new SortedRun { Run = run }), sort, context);

    public IQueryable<SortedRun> Sort(IQueryable<SortedRun> runs)
    {
        IOrderedQueryable<SortedRun>? sorted = null;
        foreach (var key in _keys) sorted = key.Order(runs, sorted);
        if (sorted is null) return _newestFirst ? runs.OrderByDescending(s => s.Run.Id) : runs.OrderBy(s => s.Run.Id);
        return _newestFirst ? sorted.ThenByDescending(s => s.Run.Id) : sorted.ThenBy(s => s.Run.Id);
    }

    /// <summary>Runs that come after the place of a cursor.</summary>
    /// <exception cref="FormatException">The cursor has other keys.</exception>
    public Expression<Func<SortedRun, bool>> After(SearchCursor cursor)
    {
        if (cursor.Values.Count != _keys.Count) throw new FormatException("The cursor belongs to a list in another order.");
        var id = cursor.Id;
        Expression<Func<SortedRun, bool>> after = _newestFirst ? s => s.Run.Id.CompareTo(id) < 0 : s => s.Run.Id.CompareTo(id) > 0;
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            after = Lambdas.Or([_keys[i].After(cursor.Values[i]), Lambdas.And([_keys[i].At(cursor.Values[i]), after])]);
        }

        return after;
    }

    public IReadOnlyList<CursorValue> Values(SortedRun run) => [.. _keys.Select(key => key.Of(run))];

    private static OrderKey Column(ColumnField field, bool descending)
    {
        if (field.Kind is RunFieldKind.State) return new NumberKey(OfRun(Columns.StateRank()), descending, mayLack: false);
        return field switch
        {
            { Column: RunColumn.Name or RunColumn.Dataset or RunColumn.DatasetVersion } => new TextKey(OfRun(Columns.Text(field.Column)), descending, mayLack: false),
            { Column: RunColumn.CreatedAt } => new TimeKey(OfRun(Columns.Time(field.Column)), descending, mayLack: false),
            { Kind: RunFieldKind.Text } => new TextKey(OfRun(Columns.Text(field.Column)), descending),
            { Kind: RunFieldKind.Time } => new TimeKey(OfRun(Columns.Time(field.Column)), descending),
            _ => new NumberKey(OfRun(Columns.Number(field.Column)), descending),
        };
    }

    private static Expression<Func<SortedRun, T>> OfRun<T>(Expression<Func<RunRow, T>> column) =>
        Lambdas.Then<SortedRun, RunRow, T>(s => s.Run, column);

    private static IQueryable<SortedRun> Join(
        IQueryable<SortedRun> runs, IQueryable<RunMetricRow> metrics, Expression<Func<RunMetricRow, double?>> value, int slot)
    {
        var values = metrics.Select(Pair(value));
        return slot switch
        {
            1 => runs.LeftJoin(values, s => s.Run.Id, v => v.RunId, (s, v) => new SortedRun { Run = s.Run, Number1 = v!.Value }),
            2 => runs.LeftJoin(values, s => s.Run.Id, v => v.RunId, (s, v) => new SortedRun { Run = s.Run, Number1 = s.Number1, Text1 = s.Text1, Number2 = v!.Value }),
            _ => runs.LeftJoin(
                values,
                s => s.Run.Id,
                v => v.RunId,
                (s, v) => new SortedRun { Run = s.Run, Number1 = s.Number1, Text1 = s.Text1, Number2 = s.Number2, Text2 = s.Text2, Number3 = v!.Value }),
        };
    }

    private static IQueryable<SortedRun> Join(IQueryable<SortedRun> runs, IQueryable<RunParamRow> values, int slot) => slot switch
    {
        1 => runs.LeftJoin(values, s => s.Run.Id, v => v.RunId, (s, v) => new SortedRun { Run = s.Run, Number1 = v!.Number, Text1 = v.Text }),
        2 => runs.LeftJoin(
            values, s => s.Run.Id, v => v.RunId, (s, v) => new SortedRun { Run = s.Run, Number1 = s.Number1, Text1 = s.Text1, Number2 = v!.Number, Text2 = v.Text }),
        _ => runs.LeftJoin(
            values,
            s => s.Run.Id,
            v => v.RunId,
            (s, v) => new SortedRun { Run = s.Run, Number1 = s.Number1, Text1 = s.Text1, Number2 = s.Number2, Text2 = s.Text2, Number3 = v!.Number, Text3 = v.Text }),
    };

    private static Expression<Func<RunMetricRow, MetricValue>> Pair(Expression<Func<RunMetricRow, double?>> value)
    {
        var row = value.Parameters[0];
        return Expression.Lambda<Func<RunMetricRow, MetricValue>>(
            Expression.MemberInit(
                Expression.New(typeof(MetricValue)),
                Expression.Bind(typeof(MetricValue).GetProperty(nameof(MetricValue.RunId))!, Expression.Property(row, nameof(RunMetricRow.RunId))),
                Expression.Bind(typeof(MetricValue).GetProperty(nameof(MetricValue.Value))!, value.Body)),
            row);
    }

    private sealed class MetricValue
    {
        public Guid RunId { get; set; }

        public double? Value { get; set; }
    }
}
