using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>Q [n, heads, t, d], K and V [n, heads, s, d]; ours have the heads' channels side by side. Another scale than 1/√d is put into Q.</summary>
    private static NodeCase Attention(OnnxTest test)
    {
        var (q, k, v) = (test.Input(0), test.Input(1), test.Input(2));
        if (test.OptionalInput(4) is not null) throw new NotOursException("Attention keeps no cache of keys and values.");
        if (test.OptionalInput(6) is not null) throw new NotOursException("Our causal mask counts positions from the first key, not from the end of a cache.");
        if (test.OptionalInput(3) is not null) throw new NotOursException("Attention takes no mask but the causal one and lengths.");
        if (test.Number("softcap", 0) != 0) throw new NotOursException("Attention has no softcap.");
        if (test.Outputs.Count > 1) throw new NotOursException("Attention's scores are no output.");
        if (q.Shape[1] != k.Shape[1]) throw new NotOursException("Each of our heads has its own keys and values (no grouped queries).");
        if (q.Shape[3] != v.Shape[3]) throw new NotOursException("Our values have as many channels as keys.");
        var (rows, heads, queries, size) = (q.Shape[0], q.Shape[1], q.Shape[2], q.Shape[3]);
        var scale = test.Number("scale", 1 / Math.Sqrt(size)) * Math.Sqrt(size);
        var made = new NodeCase();
        var form = new AttentionForm(heads, test.Integer("is_causal", 0) == 1, IsSelf: false, HasLengths: false);
        var outputs = made.Add(
            new AttentionOp(form),
            [([rows, queries, heads * size], ElementType.Float32), ([rows * heads, queries, 2], ElementType.Float32)],
            [made.Input(SideBySide(q).Mapped(value => (float)(value * scale))), made.Input(Joined(SideBySide(k), SideBySide(v)))]);
        made.Expect(outputs[0], SideBySide(test.Output()), k.Shape[2] + size);
        return made;
    }

    /// <summary>Rows of a table, which our embedding looks up; another axis than the first is brought there and back.</summary>
    private static NodeCase Gather(OnnxTest test)
    {
        var (table, ids, y) = (test.Input(0), test.Input(1), test.Output());
        if (ids.Data.Any(id => id < 0)) throw new NotOursException("Negative ids do not count from the end.");
        var axis = test.Integer("axis", 0);
        int[] front = [axis, .. Enumerable.Range(0, table.Rank).Where(a => a != axis)];
        var turned = table.Transposed(front);
        var width = turned.Data.Length / turned.Shape[0];
        int[] back = [.. Enumerable.Range(axis, ids.Rank), .. Enumerable.Range(0, axis), .. Enumerable.Range(axis + ids.Rank, y.Rank - axis - ids.Rank)];
        var made = new NodeCase();
        var found = made.Add(
            new EmbeddingOp(-1), [.. ids.Shape, width], made.Input(ids, ElementType.Int32), made.Parameter(turned.Reshaped(turned.Shape[0], width)));
        made.Expect(found, y.Transposed(back).Reshaped([.. ids.Shape, width]));
        return made;
    }

    /// <summary>[n, heads, t, d] as [n, t, heads · d].</summary>
    private static OnnxTensor SideBySide(OnnxTensor x) => x.Transposed(0, 2, 1, 3).Reshaped(x.Shape[0], x.Shape[2], x.Shape[1] * x.Shape[3]);

    /// <summary>Two tensors along the last axis.</summary>
    private static OnnxTensor Joined(OnnxTensor a, OnnxTensor b) => new(
        [.. a.Shape[..^1], a.Shape[^1] + b.Shape[^1]],
        [.. a.Data.Chunk(a.Shape[^1]).Zip(b.Data.Chunk(b.Shape[^1])).SelectMany(pair => pair.First.Concat(pair.Second))]);
}
