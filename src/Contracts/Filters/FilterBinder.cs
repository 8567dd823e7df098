using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Runs;
using static TrainingService.Contracts.Filters.RunPredicate;

namespace TrainingService.Contracts.Filters;

/// <summary>Gives fields and values of an expression their meaning and gathers everything that has none.</summary>
internal sealed class FilterBinder(DateTime now)
{
    private const string Ordered = "= != < <= > >= IN, or :* for any";

    private readonly List<FilterError> _errors = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<FilterError> Errors => _errors;

    public RunPredicate Bind(FilterNode node)
    {
        try
        {
            return node switch
            {
                AndNode and => new AllOf([.. and.Operands.Select(Bind)]),
                OrNode or => new AnyOf([.. or.Operands.Select(Bind)]),
                NotNode not => new Not(Bind(not.Operand)),
                WordNode word => new Mentions(TextPattern.Of(word.Word.Text), Guid.TryParse(word.Word.Text, out var id) ? id : null),
                RestrictionNode restriction => Restriction(restriction),
                _ => throw new InvalidOperationException($"{node.GetType().Name} is not handled."),
            };
        }
        catch (FilterException exception)
        {
            // Goes on with the rest, so that all errors come at once; the result is thrown away.
            _errors.Add(exception.Error);
            return new AllOf([]);
        }
    }

    private RunPredicate Restriction(RestrictionNode node)
    {
        var field = RunFields.Find(node.Field);
        var sign = node.Sign.Is("IN") ? "IN" : node.Sign.Text;
        if (sign is "!=" or "!~") return new Not(Positive(field, node, sign[1..] is "=" ? "=" : "~"));
        return Positive(field, node, sign);
    }

    private RunPredicate Positive(RunField field, RestrictionNode node, string sign) => field switch
    {
        ColumnField { Kind: RunFieldKind.State } => sign is "=" or "IN" or ":" ? new StateIn([.. node.Values.Select(State)]) : throw Operator(node, "= != IN"),
        ColumnField { Kind: RunFieldKind.Id } => sign is "=" or "IN" or ":" ? new IdIn([.. node.Values.Select(Id)]) : throw Operator(node, "= != IN"),
        ColumnField { Kind: RunFieldKind.Text } column => Text(column.Column, node, sign),
        ColumnField { Kind: RunFieldKind.Tags } => Tags(node, sign),
        ColumnField { Kind: RunFieldKind.Time } column => Time(column.Column, node, sign),
        ColumnField column => Number(column, node, sign),
        ParamField param => Param(param, node, sign),
        MetricField metric => Metric(metric, node, sign),
        _ => throw new InvalidOperationException($"{field.GetType().Name} is not handled."),
    };

    private static RunPredicate Text(RunColumn column, RestrictionNode node, string sign) => sign switch
    {
        ":" when IsAny(node) => new Has(column),
        "=" or "IN" => new TextIn(column, Texts(node)),
        "~" or ":" => new TextMatches(column, TextPattern.Of(node.Values[0].Text)),
        _ => throw Operator(node, "= != IN ~ !~ :"),
    };

    private static RunPredicate Tags(RestrictionNode node, string sign) => sign switch
    {
        ":" when IsAny(node) => new Has(RunColumn.Tags),
        ":" or "=" or "IN" => new TagIn(Texts(node)),
        "~" => new TagMatches(TextPattern.Of(node.Values[0].Text)),
        _ => throw Operator(node, ": = != IN ~ !~"),
    };

    private RunPredicate Time(RunColumn column, RestrictionNode node, string sign)
    {
        if (sign == ":" && IsAny(node)) return new Has(column);
        if (sign is "IN") return new AnyOf([.. node.Values.Select(value => OneTime(column, node, "=", value))]);
        return OneTime(column, node, sign, node.Values[0]);
    }

    private RunPredicate OneTime(RunColumn column, RestrictionNode node, string sign, FilterToken value)
    {
        if (sign is "~" or ":") throw Operator(node, Ordered);
        var (from, to) = FilterValues.Time(value.Text, now)
            ?? throw Type(value, "a time", "2026-11-26, 2026-11-26T09:30:00Z, today, now, or how long ago: -30m, -12h, -7d");
        return sign switch
        {
            "<" => new TimeIs(column, Comparison.Less, from),
            "<=" => new TimeIs(column, Comparison.Less, to),
            ">" => new TimeIs(column, Comparison.GreaterOrEqual, to),
            ">=" => new TimeIs(column, Comparison.GreaterOrEqual, from),
            _ => new AllOf([new TimeIs(column, Comparison.GreaterOrEqual, from), new TimeIs(column, Comparison.Less, to)]),
        };
    }

    private static RunPredicate Number(ColumnField column, RestrictionNode node, string sign)
    {
        if (sign == ":" && IsAny(node)) return new Has(column.Column);
        if (sign is "~" or ":") throw Operator(node, Ordered);
        var numbers = node.Values.Select(Read).ToList();
        if (sign is "=" or "IN") return new NumberIn(column.Column, numbers);
        return new NumberIs(column.Column, Side(node, sign), numbers[0]);

        double Read(FilterToken value) => column.Kind is RunFieldKind.Duration
            ? FilterValues.Seconds(value.Text) ?? throw Type(value, "a length of time", "90s, 5m, 1.5h, 2d, or a number of seconds")
            : FilterValues.Number(value) is { } number && double.IsFinite(number) ? number : throw Type(value, "a number", "a number");
    }

    private static RunPredicate Param(ParamField param, RestrictionNode node, string sign)
    {
        switch (sign)
        {
            case ":" when IsAny(node):
                return new HasParam(param.Name);
            case "~":
                return new ParamMatches(param.Name, TextPattern.Of(node.Values[0].Text));
            case "=" or "IN":
                return Among(param.Name);
            case ":":
                // Has: the value itself, or an element of the list.
                return new AnyOf([Among(param.Name), Among(param.Name + ".*")]);
            default:
                var side = Side(node, sign);
                var number = FilterValues.Number(node.Values[0]) is { } read && double.IsFinite(read)
                    ? read
                    : throw Type(node.Values[0], "a number", $"a number after {sign}; texts are compared by = != IN ~ !~");
                return new ParamIs(param.Name, side, number);
        }

        ParamIn Among(string name) => new(
            name,
            [.. node.Values.Where(IsNumber).Select(value => FilterValues.Number(value)!.Value)],
            [.. node.Values.Where(value => !IsNumber(value)).Select(value => value.Text)]);

        static bool IsNumber(FilterToken value) => value.Kind is TokenKind.Word && FilterValues.Number(value) is { } number && double.IsFinite(number);
    }

    private static RunPredicate Metric(MetricField metric, RestrictionNode node, string sign)
    {
        if (sign == ":" && IsAny(node)) return new HasMetric(metric.Name);
        if (sign is "~" or ":") throw Operator(node, Ordered);
        var numbers = node.Values.Select(value => FilterValues.Number(value) ?? throw Type(value, "a number", "a number, NaN, Infinity or -Infinity")).ToList();
        if (sign is "=" or "IN") return new MetricIn(metric.Name, metric.Aggregate, numbers);
        var side = Side(node, sign);
        if (double.IsNaN(numbers[0])) throw Type(node.Values[0], "ordered", "NaN only with =, != and IN");
        return new MetricIs(metric.Name, metric.Aggregate, side, numbers[0]);
    }

    private static Comparison Side(RestrictionNode node, string sign) => sign switch
    {
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        ">=" => Comparison.GreaterOrEqual,
        _ => throw Operator(node, Ordered),
    };

    private static RunState State(FilterToken value)
    {
        if (StateNames.All.TryGetValue(value.Text.ToLowerInvariant(), out var state)) return state;
        throw new FilterException(new FilterError(
            value.Position, value.Length, "unknown_value", $"{value.Shown} is not a state of a run.",
            $"one of {string.Join(", ", StateNames.All.Keys)}", Suggest.Nearest(value.Text, [.. StateNames.All.Keys])));
    }

    private static Guid Id(FilterToken value) =>
        Guid.TryParse(value.Text, out var id) ? id : throw Type(value, "an id", "a run's whole id, such as 019a2f5c-7b1e-7c3d-9d58-0c6d3f0f2a11");

    private static bool IsAny(RestrictionNode node) => node.Values is [{ Kind: TokenKind.Word, Text: "*" }];

    private static List<string> Texts(RestrictionNode node) => [.. node.Values.Select(value => value.Text)];

    private static FilterException Operator(RestrictionNode node, string expected) => new(new FilterError(
        node.Sign.Position, node.Sign.Length, "wrong_operator", $"{node.Sign.Text} can't be asked of {node.Field.Text}.", $"one of {expected}"));

    private static FilterException Type(FilterToken value, string what, string expected) => new(new FilterError(
        value.Position, value.Length, "wrong_type", $"{value.Shown} is not {what}.", expected));
}
