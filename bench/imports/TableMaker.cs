using System.Globalization;
using System.Text;

namespace TrainingService.Bench.Imports;

/// <summary>Writes a table of made-up rows: of every five columns two are real, one whole, one a category, one real again; the last is the
/// label.</summary>
internal static class TableMaker
{
    private static readonly string[] Words = ["red", "green", "blue", "amber", "violet", "white", "black", "grey"];

    /// <param name="path">The file.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="kind">mixed as above; numbers: all columns real with three digits after the point.</param>
    public static void Write(string path, long rows, int columns, string kind)
    {
        using var writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, columns).Select(column => column == columns - 1 ? "label" : $"c{column}")));
        var state = 1UL;
        Span<char> number = stackalloc char[32];
        for (var row = 0L; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                state = state * 6364136223846793005UL + 1442695040888963407UL;
                var bits = (uint)(state >> 33);
                if (column > 0) writer.Write(',');
                if (kind == "numbers")
                {
                    (bits / 2147483.648 - 500).TryFormat(number, out var used, "F3", CultureInfo.InvariantCulture);
                    writer.Write(number[..used]);
                }
                else if (column == columns - 1) writer.Write(bits % 2 == 0 ? "yes" : "maybe");
                else if (column % 5 == 3) writer.Write(Words[bits % 8]);
                else
                {
                    int length;
                    if (column % 5 == 2) (bits % 1000).TryFormat(number, out length, default, CultureInfo.InvariantCulture);
                    else (bits / 2147483.648 - 500).TryFormat(number, out length, "0.000000", CultureInfo.InvariantCulture);
                    writer.Write(number[..length]);
                }
            }

            writer.WriteLine();
        }
    }
}
