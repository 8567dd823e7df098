using TrainingService.Compute.Data;

namespace TrainingService.Reference.Tests.Specs;

/// <summary>Stands for a dataset of pairs of texts, which no bundled one is: sequences of words 4 to 11, and the same words backwards.</summary>
internal static class PairData
{
    public const string Name = "pairs";
    private const int Rows = 64;
    private const int Steps = 6;
    private const int Vocabulary = 12;
    private const int Begin = 2;
    private const int End = 3;

    public static Dataset Make()
    {
        var schema = new DataSchema(
            [
                new FieldSchema("input", FieldKind.Tokens, [Steps]) { Classes = Vocabulary, HasLengths = true },
                new FieldSchema("decoder", FieldKind.Tokens, [Steps + 1]) { Classes = Vocabulary, HasLengths = true },
            ],
            [new FieldSchema("target", FieldKind.Labels, [Steps + 1]) { Classes = Vocabulary, Written = new WrittenText("decoder", Begin, End) }]);
        var (input, decoder, target) = (new int[Rows * Steps], new int[Rows * (Steps + 1)], new int[Rows * (Steps + 1)]);
        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => 1 + row % Steps)];
        Array.Fill(target, -1);
        for (var row = 0; row < Rows; row++)
        {
            int[] words = [.. Enumerable.Range(0, lengths[row]).Select(i => 4 + (row * 7 + i * 5) % 8)];
            words.CopyTo(input, row * Steps);
            int[] said = [Begin, .. words.Reverse()], next = [.. words.Reverse(), End];
            said.CopyTo(decoder, row * (Steps + 1));
            next.CopyTo(target, row * (Steps + 1));
        }

        int[] longer = [.. lengths.Select(length => length + 1)];
        var part = new DataPart(Rows, [new ArrayField<int>(input, lengths), new ArrayField<int>(decoder, longer), new ArrayField<int>(target)]);
        return new Dataset(new DataDescription(Name, new string('1', 64), schema, Rows, Rows, null), part, part) { Prepared = new PreparedRows(null, null, null, [null, null, null]) };
    }
}
