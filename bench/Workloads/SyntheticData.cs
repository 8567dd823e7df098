using TrainingService.Compute.Data;

namespace TrainingService.Bench.Workloads;

/// <summary>
/// Eight batches of drawn data of a declared shape. Batch j draws its i-th input from seed 2,000,000 + 10 j + 2 i, its i-th target from 2,000,001 + 10 j
/// + 2 i, channel by channel, as the libtorch side does: inputs in ±√3, ids and classes evenly, numbers to predict 0 or 1.
/// </summary>
internal static class SyntheticData
{
    /// <summary>Batches that are used in turn.</summary>
    public const int Batches = 8;

    /// <summary>A token input of this name is the target shifted right behind a 0: what a decoder has said so far.</summary>
    public const string SoFar = "so_far";

    private const float InputBound = 1.7320508f;

    /// <summary>Draws them.</summary>
    public static DataPart Draw(DataSchema schema, int batch)
    {
        var fields = new List<FieldData>();
        for (var i = 0; i < schema.Inputs.Count; i++) fields.Add(Input(schema, i, batch));
        for (var i = 0; i < schema.Targets.Count; i++) fields.Add(Target(schema.Targets[i], i, batch));
        return new DataPart(Batches * batch, fields);
    }

    private static FieldData Input(DataSchema schema, int index, int batch)
    {
        var field = schema.Inputs[index];
        if (field.Name == SoFar) return Shifted(schema.Targets[0], batch);
        var lengths = field.HasLengths ? Lengths(field, batch) : [];
        return field.Kind switch
        {
            FieldKind.Bytes => new ArrayField<byte>(Values(field, Seed(0, index), batch, (ref random) => (byte)random.Below(256)), lengths),
            FieldKind.Floats => new ArrayField<float>(Values(field, Seed(0, index), batch, (ref random) => random.Symmetric(InputBound)), lengths),
            _ => new ArrayField<int>(Values(field, Seed(0, index), batch, (ref random) => random.Below(field.Classes)), lengths),
        };
    }

    private static FieldData Target(FieldSchema field, int index, int batch) => field.IsInteger
        ? new ArrayField<int>(Values<int>(field, Seed(1, index), batch, (ref random) => random.Below(field.Classes)))
        : (FieldData)new ArrayField<float>(Values(field, Seed(1, index), batch, (ref random) => random.Next() < 0.5f ? 1f : 0f));

    private static ArrayField<int> Shifted(FieldSchema target, int batch)
    {
        var said = Values(target, Seed(1, 0), batch, (ref random) => random.Below(target.Classes));
        var soFar = new int[said.Length];
        for (var i = 0; i < said.Length; i++) soFar[i] = i % target.Count == 0 ? 0 : said[i - 1];
        return new ArrayField<int>(soFar);
    }

    private static ulong Seed(int offset, int index) => (ulong)(2_000_000 + offset + (2 * index));

    /// <summary>Values of all batches; images are drawn channel by channel and stored pixel by pixel.</summary>
    private static T[] Values<T>(FieldSchema field, ulong seed, int batch, Drawing<T> draw)
    {
        var values = new T[Batches * batch * field.Count];
        var channels = field.Shape.Count == 3 ? field.Shape[2] : 1;
        var cells = field.Count / channels;
        for (var j = 0; j < Batches; j++)
        {
            var random = new SplitMix(seed + (10 * (ulong)j));
            for (var row = j * batch; row < (j + 1) * batch; row++)
            {
                for (var i = 0; i < field.Count; i++)
                    values[(row * field.Count) + (i % cells * channels) + (i / cells)] = draw(ref random);
            }
        }

        return values;
    }

    /// <summary>Real steps of each row: from half of the longest on.</summary>
    private static int[] Lengths(FieldSchema field, int batch)
    {
        var random = new SplitMix(3_000_000);
        var lengths = new int[Batches * batch];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = field.Shape[0] - random.Below((field.Shape[0] + 1) / 2);
        return lengths;
    }

    private delegate T Drawing<out T>(ref SplitMix random);
}
