using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>What the cells of a column are, from a sample of them.</summary>
internal static class CellGuess
{
    /// <param name="name">The column's name.</param>
    /// <param name="cells">Some of its cells.</param>
    /// <param name="options">What is said already.</param>
    /// <param name="mark">The decimal mark.</param>
    public static TableColumn Guess(string name, IReadOnlyList<byte[]> cells, ImportOptions options, byte mark)
    {
        var missing = Missing.InNumbers(options, name);
        var wanted = options.Columns?.GetValueOrDefault(name);
        byte[][] there = [.. cells.Where(cell => !missing.Is(cell))];
        if (wanted?.Type is { } type) return Forced(name, type, wanted, there, missing, options);
        if (there.Length == 0) return new TableColumn(name, CellKind.Number, 0, false, missing);
        if (Array.TrueForAll(there, cell => NumberParser.TryParse(cell, mark, out _)))
        {
            return Array.Exists(there, HasLeadingZero) && !Array.Exists(there, cell => cell.Contains(mark)) ? Text(name, options, 0.7)
                : Sure(CellKind.Number);
        }

        if (Array.TrueForAll(there, BooleanParser.IsPlain)) return Sure(CellKind.Boolean);
        var (form, confidence) = TimeForm(there);
        if (form is not null) return new TableColumn(name, CellKind.Time, confidence * Share(there.Length), false, missing, form);
        return Text(name, options, Share(there.Length));

        TableColumn Sure(CellKind kind) => new(name, kind, Share(there.Length), false, missing);
    }

    /// <summary>The form that all times have; several fit when no day is above the twelfth.</summary>
    private static (string? Form, double Confidence) TimeForm(byte[][] cells)
    {
        string[] fitting = [.. TimeParser.Forms.Where(form => TimeParser.TryParse(cells[0], form, out _))];
        fitting = [.. fitting.Where(form => Array.TrueForAll(cells, cell => TimeParser.TryParse(cell, form, out _)))];
        return fitting.Length == 0 ? (null, 0) : (fitting[0], fitting.Length == 1 ? 1 : 0.5);
    }

    private static TableColumn Forced(string name, ColumnType type, ColumnOptions wanted, byte[][] cells, Missing missing, ImportOptions options) =>
        type switch
    {
        ColumnType.Number => new TableColumn(name, CellKind.Number, 1, true, missing),
        ColumnType.Boolean => new TableColumn(name, CellKind.Boolean, 1, true, missing),
        ColumnType.Time => new TableColumn(name, CellKind.Time, 1, true, missing, wanted.TimeFormat ?? TimeForm(cells is [] ? [[]] : cells).Form
            ?? TimeParser.Iso),
        ColumnType.Category or ColumnType.Text => Text(name, options, 1) with { IsForced = true },
        _ => throw Problems.At("wrong_type", null, $"A column of a table can't be the type {type}.", column: name,
            expected: "number, category, text, boolean or time", remedy: "Columns of numbers become a tensor with the option combine."),
    };

    private static TableColumn Text(string name, ImportOptions options, double confidence) =>
        new(name, CellKind.Text, confidence, false, Missing.InTexts(options, name));

    /// <summary>Grows with the number of cells seen.</summary>
    private static double Share(int cells) => 1 - 0.5 / (cells + 1);

    /// <summary>As in postal codes and account numbers, which are names.</summary>
    private static bool HasLeadingZero(byte[] cell) => cell is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..];
}

/// <summary>Reads truths.</summary>
internal static class BooleanParser
{
    /// <summary>Whether a cell is true or false, so written. Yes and no are classes whose names users want to see again, unless they say
    /// otherwise.</summary>
    public static bool IsPlain(byte[] cell) => Ascii.EqualsIgnoreCase(cell.AsSpan().Trim((byte)' '), "true"u8)
        || Ascii.EqualsIgnoreCase(cell.AsSpan().Trim((byte)' '), "false"u8);

    /// <summary>Reads true and false, yes and no, t and f, y and n.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out bool value)
    {
        text = text.Trim((byte)' ');
        value = false;
        if (text.Length is 0 or > 5) return false;
        value = Is(text, "true"u8) || Is(text, "yes"u8) || Is(text, "t"u8) || Is(text, "y"u8);
        return value || Is(text, "false"u8) || Is(text, "no"u8) || Is(text, "f"u8) || Is(text, "n"u8);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
