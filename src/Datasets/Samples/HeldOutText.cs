using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;

namespace TrainingService.Datasets.Samples;

/// <summary>
/// The windows of a held-out running text, as they were prepared for training. Each is taken as a beginning that is given and what follows it: together as
/// many tokens as the network reads at once and one more, so that what is written is always foretold from all that is before.
/// </summary>
internal sealed class HeldOutText
{
    /// <summary>A text is read up to here: samples of a long one cost no more than those of a book.</summary>
    private const int MostTokens = 1_000_000;

    /// <summary>Tokens that are written at most.</summary>
    private const int MostFollowing = 64;
    private readonly List<int> ids = [];
    private readonly List<(int Row, int End)> rows = [];
    private readonly int length;
    private readonly int stride;

    /// <summary>Reads the text.</summary>
    /// <param name="plan">What the run was trained with.</param>
    /// <param name="version">The dataset.</param>
    /// <param name="stream">How texts become tokens.</param>
    /// <param name="held">Rows of the part.</param>
    public HeldOutText(DataPlan plan, StoredVersion version, FittedStream stream, int[] held)
    {
        var next = plan.Spec.NextToken!;
        (length, stride) = (next.Length, next.Stride!.Value);
        foreach (var (row, tokens) in TextStream.Read(version, stream, held))
        {
            ids.AddRange(tokens);
            rows.Add((row, ids.Count));
            if (ids.Count >= MostTokens) break;
        }

        Windows = TextStream.Windows(next, ids.Count);
    }

    /// <summary>How many there are.</summary>
    public int Windows { get; }

    /// <summary>Tokens at the end of a window that are to be foretold: half of it, 64 at most.</summary>
    public int Following => Math.Min((length + 1) / 2, MostFollowing);

    /// <summary>Tokens before them.</summary>
    public int Given => length + 1 - Following;

    /// <summary>The tokens of a window.</summary>
    public int[] Window(int window) => [.. ids.GetRange(window * stride, length + 1)];

    /// <summary>The row that holds the last token that is given.</summary>
    public int RowOf(int window)
    {
        var last = window * stride + Given - 1;
        var (low, high) = (0, rows.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].End > last) high = middle;
            else low = middle + 1;
        }

        return rows[low].Row;
    }
}
