using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Fitting;

namespace TrainingService.Datasets.Preparation;

/// <summary>The running text of a part: the texts of its rows, each with a line end behind it, one after the other.</summary>
internal static class TextStream
{
    /// <summary>The tokens of each row in order. The list is the same one each time: what is to be kept is copied.</summary>
    public static IEnumerable<(int Row, List<int> Ids)> Read(StoredVersion version, FittedStream stream, int[] rows)
    {
        var (ids, next) = (new List<int>(), 0);
        foreach (var chunk in new TrainingRows(version, rows).Chunks())
        {
            foreach (var i in chunk.Picked)
            {
                ids.Clear();
                stream.Tokenizer.Encode((chunk.Rows.ReadText(stream.Column, chunk.First + i) ?? "") + "\n", ids);
                yield return (rows[next++], ids);
            }
        }
    }

    /// <summary>How many windows so many tokens have room for, each with the token after it.</summary>
    public static int Windows(NextTokenSpec next, long tokens) =>
        tokens < next.Length + 1 ? 0 : checked((int)((tokens - next.Length - 1) / next.Stride!.Value + 1));
}
