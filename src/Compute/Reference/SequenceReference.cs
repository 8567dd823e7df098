using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Reference;

/// <summary>Embeddings and positions in float64.</summary>
internal static class SequenceReference
{
    public static void Embed(EmbeddingOp op, ReferenceTensor ids, ReferenceTensor table, ReferenceTensor y)
    {
        var width = table.Size(1);
        for (var i = 0; i < ids.Count; i++)
        {
            if (!IsTrained(ids[i], op.PaddingId, table.Size(0))) continue;
            for (var j = 0; j < width; j++) y[i * width + j] = table[(int)ids[i], j];
        }
    }

    public static void EmbedGradient(EmbeddingGradientOp op, ReferenceTensor ids, ReferenceTensor dy, ReferenceTensor gradient)
    {
        var width = gradient.Size(1);
        for (var i = 0; i < ids.Count; i++)
        {
            if (!IsTrained(ids[i], op.PaddingId, gradient.Size(0))) continue;
            for (var j = 0; j < width; j++) gradient[(int)ids[i], j] += dy[i * width + j];
        }
    }

    public static void AddPositions(ReferenceTensor x, ReferenceTensor positions, ReferenceTensor y)
    {
        for (var i = 0; i < x.Count; i++) y[i] = x[i] + positions[i % positions.Count];
    }

    public static void PositionGradient(ReferenceTensor dy, ReferenceTensor gradient)
    {
        for (var i = 0; i < dy.Count; i++) gradient[i % gradient.Count] += dy[i];
    }

    public static void AddSinusoids(ReferenceTensor x, ReferenceTensor y)
    {
        var (steps, width) = (x.Size(1), x.Size(2));
        for (var i = 0; i < x.Count; i++) y[i] = x[i] + AddSinusoidsOp.At(i / width % steps, i % width, width);
    }

    private static bool IsTrained(double id, int paddingId, int vocabulary) => id >= 0 && id < vocabulary && (int)id != paddingId;
}
