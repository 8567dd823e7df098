namespace TrainingService.Contracts.Filters;

/// <summary>
/// Reads expressions: `or := and (OR and)*`, `and := not (AND? not)*`, `not := (NOT | -)? term`,
/// `term := '(' or ')' | field sign value | field NOT? IN '(' value (',' value)* ')' | word`.
/// </summary>
internal sealed class FilterParser(IReadOnlyList<FilterToken> tokens)
{
    private int _at;
    private int _depth;
    private int _terms;

    private FilterToken Here => tokens[_at];

    /// <summary>The whole expression; null when it is empty.</summary>
    public FilterNode? Read()
    {
        if (Here.Kind is TokenKind.End) return null;
        var node = Or();
        return Here.Kind is TokenKind.End ? node : throw Unexpected("AND, OR or the end");
    }

    private FilterNode Or()
    {
        List<FilterNode> operands = [And()];
        while (Here.Is("OR"))
        {
            _at++;
            operands.Add(And());
        }

        return operands.Count == 1 ? operands[0] : new OrNode(operands);
    }

    private FilterNode And()
    {
        List<FilterNode> operands = [Not()];
        while (Here.Is("AND") || (Here.Kind is TokenKind.Word or TokenKind.Quoted or TokenKind.Open && !Here.Is("OR")))
        {
            if (Here.Is("AND")) _at++;
            operands.Add(Not());
        }

        return operands.Count == 1 ? operands[0] : new AndNode(operands);
    }

    private FilterNode Not()
    {
        if (Here.Is("NOT"))
        {
            Enter();
            _at++;
            var operand = Not();
            _depth--;
            return new NotNode(operand);
        }

        return Term();
    }

    private FilterNode Term()
    {
        if (Here.Kind is TokenKind.Open)
        {
            var open = Here;
            Enter();
            _at++;
            var inner = Or();
            if (Here.Kind is not TokenKind.Close)
            {
                throw Here.Kind is TokenKind.End
                    ? Wrong(open, "This parenthesis is not closed.", "a closing )")
                    : Unexpected("AND, OR or a closing )");
            }

            _at++;
            _depth--;
            return inner;
        }

        if (Here.Kind is not (TokenKind.Word or TokenKind.Quoted) || Here.Is("AND") || Here.Is("OR") || Here.Is("IN"))
        {
            throw Unexpected("a comparison such as state = running, a word to look for, NOT or an opening (");
        }

        if (++_terms > FilterLimits.Terms) throw TooComplex($"There are more than {FilterLimits.Terms} comparisons.");
        var field = Here;
        _at++;
        if (Here.Kind is TokenKind.Operator) return Comparison(field);
        if (Here.Is("IN")) return In(field);
        if (Here.Is("NOT") && tokens[_at + 1].Is("IN"))
        {
            _at++;
            return new NotNode(In(field));
        }

        return field.Kind is TokenKind.Word && field.Text.Length > 1 && field.Text[0] == '-'
            ? new NotNode(new WordNode(field with { Text = field.Text[1..], Position = field.Position + 1, Length = field.Length - 1 }))
            : new WordNode(field);
    }

    private FilterNode Comparison(FilterToken field)
    {
        var sign = Here;
        CheckField(field);
        _at++;
        var value = Value();
        if (field.Text[0] != '-' || field.Segments[0].Length < 2) return new RestrictionNode(field, sign, [value]);
        var rest = field with
        {
            Text = field.Text[1..],
            Position = field.Position + 1,
            Length = field.Length - 1,
            Segments = [field.Segments[0][1..], .. field.Segments.Skip(1)],
        };
        return new NotNode(new RestrictionNode(rest, sign, [value]));
    }

    private RestrictionNode In(FilterToken field)
    {
        var sign = Here;
        CheckField(field);
        _at++;
        if (Here.Kind is not TokenKind.Open) throw Unexpected("a list in parentheses, such as (adam, sgd)");
        _at++;
        List<FilterToken> values = [Value()];
        while (Here.Kind is TokenKind.Comma)
        {
            _at++;
            values.Add(Value());
            if (values.Count > FilterLimits.ListValues) throw TooComplex($"The list has more than {FilterLimits.ListValues} values.");
        }

        if (Here.Kind is not TokenKind.Close) throw Unexpected("a comma or a closing )");
        _at++;
        return new RestrictionNode(field, sign, values);
    }

    private FilterToken Value()
    {
        if (Here.Kind is not (TokenKind.Word or TokenKind.Quoted)) throw Unexpected("a value; text with spaces or signs in quotes");
        return tokens[_at++];
    }

    private void Enter()
    {
        if (++_depth > FilterLimits.Depth) throw TooComplex($"More than {FilterLimits.Depth} parentheses or NOTs are within each other.");
    }

    private static void CheckField(FilterToken field)
    {
        if (field.Kind is TokenKind.Quoted) throw Wrong(field, "A field is not written in quotes; only parts of its path may be.", "a field such as params.\"odd name\"");
    }

    private FilterException Unexpected(string expected) => Wrong(Here, Here.Kind is TokenKind.End ? "The expression ends too early." : $"{Here.Shown} is out of place.", expected);

    private FilterException TooComplex(string detail) =>
        new(new FilterError(Here.Position, Here.Length, "too_complex", detail, "a shorter expression; IN (…) says many values in one comparison"));

    private static FilterException Wrong(FilterToken token, string detail, string expected) =>
        new(new FilterError(token.Position, token.Length, "syntax", detail, expected));
}
