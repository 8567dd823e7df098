using TrainingService.Compute.Data;

namespace TrainingService.Reference.Tests.Specs;

/// <summary>Stands for a dataset of texts as token ids, which no bundled one is: rows of different lengths of a vocabulary of 1000, with one of two classes.</summary>
internal static class TokenData
{
    public const string Name = "reviews";
    private const int Rows = 64;
    private const int Steps = 12;

    public static Dataset Make()
    {
        var schema = new DataSchema(
            [new FieldSchema("text", FieldKind.Tokens, [Steps]) { Classes = 1000, HasLengths = true }], [new FieldSchema("kind", FieldKind.Labels, []) { Classes = 2 }]);
        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => 1 + (row * 5 % Steps))];
        int[] tokens = [.. Enumerable.Range(0, Rows * Steps).Select(i => i % Steps < lengths[i / Steps] ? 1 + (i * 7919 % 999) : 0)];
        var part = new DataPart(Rows, [new ArrayField<int>(tokens, lengths), new ArrayField<int>(Enumerable.Range(0, Rows).Select(row => row % 2).ToArray())]);
        return new Dataset(new DataDescription(Name, new string('0', 64), schema, Rows, Rows, null), part, part)
        {
            Prepared = new PreparedRows(null, null, null, [null, null]),
        };
    }
}
