using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Reference;

/// <summary>Attention in float64, one query of one head at a time.</summary>
internal sealed class AttentionReference
{
    private readonly AttentionForm form;
    private readonly ReferenceTensor[] inputs;
    private readonly (ulong Seed, ulong Step) draw;
    private readonly int queries;
    private readonly int keys;
    private readonly int width;
    private readonly int channels;

    private AttentionReference(AttentionForm form, ReferenceTensor[] inputs, ulong seed, ulong step)
    {
        (this.form, this.inputs, draw) = (form, inputs, (seed, step));
        queries = inputs[0].Size(1);
        width = inputs[0].Size(2) / (form.IsSelf ? 3 : 1);
        keys = form.IsSelf ? queries : inputs[1].Size(1);
        channels = width / form.Heads;
    }

    private ReferenceTensor Memory => inputs[form.IsSelf ? 0 : 1];

    public static void Forward(AttentionOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs, ulong seed, ulong step)
    {
        var run = new AttentionReference(op.Form, inputs, seed, step);
        run.ForEach((row, head, i) =>
        {
            if (run.Seen(row, i) is var seen && seen == 0) return;
            double[] scores = [.. Enumerable.Range(0, seen).Select(j => run.Score(row, head, i, j))];
            var largest = scores.Max();
            var sum = scores.Sum(score => Math.Exp(score - largest));
            for (var j = 0; j < seen; j++)
            {
                var weight = Math.Exp(scores[j] - largest) / sum * run.Mask(row, head, i, j);
                for (var e = 0; e < run.channels; e++) outputs[0][run.Output(row, head, i, e)] += weight * run.Memory[run.Value(row, head, j, e)];
            }

            (outputs[1][2 * run.Index(row, head, i)], outputs[1][2 * run.Index(row, head, i) + 1]) = (largest, 1 / sum);
        });
    }

    public static void Gradient(AttentionGradientOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs, ulong seed, ulong step)
    {
        var run = new AttentionReference(op.Form, inputs, seed, step);
        var (o, figures, output) = (inputs[^3], inputs[^2], inputs[^1]);
        var (dq, dm, scale) = (outputs[0], outputs[^1], 1 / Math.Sqrt(run.channels));
        run.ForEach((row, head, i) =>
        {
            var shared = Enumerable.Range(0, run.channels).Sum(e => output[run.Output(row, head, i, e)] * o[run.Output(row, head, i, e)]);
            for (var j = 0; j < run.Seen(row, i); j++)
            {
                var at = 2 * run.Index(row, head, i);
                var weight = Math.Exp(run.Score(row, head, i, j) - figures[at]) * figures[at + 1];
                var mask = run.Mask(row, head, i, j);
                var reached = 0.0;
                for (var e = 0; e < run.channels; e++)
                {
                    reached += output[run.Output(row, head, i, e)] * run.Memory[run.Value(row, head, j, e)];
                    dm[run.Value(row, head, j, e)] += weight * mask * output[run.Output(row, head, i, e)];
                }

                var score = weight * (mask * reached - shared) * scale;
                for (var e = 0; e < run.channels; e++)
                {
                    dq[run.Query(row, head, i, e)] += score * run.Memory[run.Key(row, head, j, e)];
                    dm[run.Key(row, head, j, e)] += score * inputs[0][run.Query(row, head, i, e)];
                }
            }
        });
    }

    private void ForEach(Action<int, int, int> body)
    {
        for (var row = 0; row < inputs[0].Size(0); row++)
            for (var head = 0; head < form.Heads; head++)
                for (var i = 0; i < queries; i++)
                    body(row, head, i);
    }

    private double Score(int row, int head, int i, int j) =>
        Enumerable.Range(0, channels).Sum(e => inputs[0][Query(row, head, i, e)] * Memory[Key(row, head, j, e)]) / Math.Sqrt(channels);

    /// <summary>How many keys a query sees: always the first ones.</summary>
    private int Seen(int row, int i)
    {
        var seen = form.HasLengths ? Math.Clamp((int)inputs[form.LengthsInput][row], 0, keys) : keys;
        return form.Causal ? Math.Min(seen, i + 1) : seen;
    }

    private double Mask(int row, int head, int i, int j)
    {
        if (form.DropoutRate == 0) return 1;
        var key = Philox.Key(draw.Seed, (uint)form.DropoutStream);
        var word = Philox.Block((uint)j / 4, (uint)Index(row, head, i), (uint)draw.Step, (uint)(draw.Step >> 32), key)[j % 4];
        return word < Math.Ceiling(form.DropoutRate * 4294967296.0) ? 0 : 1 / (1 - form.DropoutRate);
    }

    private int Index(int row, int head, int i) => (row * form.Heads + head) * queries + i;

    private int Query(int row, int head, int i, int e) => (row * queries + i) * (form.IsSelf ? 3 * width : width) + head * channels + e;

    private int Key(int row, int head, int j, int e) => (row * keys + j) * (form.IsSelf ? 3 : 2) * width + (form.IsSelf ? width : 0) + head * channels + e;

    private int Value(int row, int head, int j, int e) => Key(row, head, j, e) + width;

    private int Output(int row, int head, int i, int e) => (row * queries + i) * width + head * channels + e;
}
