using System.Runtime.InteropServices;
using TrainingService.Compute.Data;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>
/// Sequences on their way through a one-step network. Each has a slot, row · width + place, in arrays that hold what the step reads; a step replaces the
/// states and adds to the keys and values of the slots it ran for.
/// </summary>
internal sealed class StepwiseSession : ITokenSession
{
    private readonly StepwiseNetwork network;
    private readonly int width;
    private readonly int[] tokens;
    private readonly int[] seen;
    private readonly Array[] values;
    private readonly DataPart part;
    private int position;

    public StepwiseSession(StepwiseNetwork network, DataPart inputs, int width)
    {
        (this.network, this.width) = (network, width);
        var slots = checked(inputs.Rows * width);
        (tokens, seen) = (new int[slots], new int[slots]);
        values = [.. network.Graph.Fields.Select(field => field.Schema.IsInteger ? (Array)new int[slots] : new float[checked(slots * field.Schema.Count)])];
        network.RunOnce(inputs, TakeFixed);
        FieldData[] fields =
        [
            new ArrayField<int>(tokens),
            .. values.Select((array, i) => array is int[] integers ? (FieldData)new ArrayField<int>(integers)
                : new ArrayField<float>((float[])array, network.Graph.Fields[i].Schema.HasLengths ? seen : default(ReadOnlyMemory<int>))),
        ];
        part = new DataPart(slots, fields);
    }

    /// <inheritdoc/>
    public float[] Next(IReadOnlyList<LiveSequence> live)
    {
        if (live[0].Tokens.Count != position + 1) throw new ArgumentException($"Sequences of {position + 1} tokens go on here.", nameof(live));
        if (position > 0) Inherit(live);
        Array.Fill(seen, position + 1);
        foreach (var (field, array) in network.Graph.Fields.Zip(values))
        {
            if (field is PositionField at) Fill((float[])array, at);
        }

        int[] slots = [.. live.Select(SlotOf)];
        for (var i = 0; i < slots.Length; i++) tokens[slots[i]] = live[i].Tokens[^1];
        var scores = new float[slots.Length * network.Vocabulary];
        using var data = new BoundData(network.StepSchema, [.. network.StepSchema.Fields.Select(_ => (FieldScaling?)null)]);
        network.RunStep(data, part, slots, (first, count) =>
        {
            network.StepResult(0, count).CopyTo(scores.AsSpan(first * network.Vocabulary));
            Remember(slots.AsSpan(first, count));
        });
        position++;
        return scores;
    }

    private int SlotOf(LiveSequence sequence) => sequence.Row * width + sequence.Place;

    /// <summary>What was computed once for a row goes to all its slots.</summary>
    private void TakeFixed(int first, int count)
    {
        foreach (var (field, array) in network.Graph.Fields.Zip(values))
        {
            if (ResultOf(field) is not { } result) continue;
            var all = network.OnceResult(result, count);
            for (var slot = first * width; slot < (first + count) * width; slot++)
            {
                var row = all.Slice((slot / width - first) * field.Schema.Count, field.Schema.Count);
                if (array is int[] integers) MemoryMarshal.Cast<float, int>(row).CopyTo(integers.AsSpan(slot));
                else row.CopyTo(((float[])array).AsSpan(slot * field.Schema.Count));
            }
        }
    }

    private static int? ResultOf(StepField field) => field switch { FixedField once => once.Result, StateField state => state.First, _ => null };

    /// <summary>Sequences that continue another than the one whose place they have take over what it remembers.</summary>
    private void Inherit(IReadOnlyList<LiveSequence> live)
    {
        LiveSequence[] moved = [.. live.Where(sequence => sequence.Parent != sequence.Place)];
        if (moved.Length == 0) return;
        foreach (var (field, array) in network.Graph.Fields.Zip(values))
        {
            if (field is not (StateField or CacheField)) continue;
            var (floats, stride) = ((float[])array, field.Schema.Count);
            var length = field is CacheField ? position * field.Schema.Shape[1] : stride;

            // Places may be swapped: all are read before any is written.
            float[][] kept = [.. moved.Select(sequence => floats.AsSpan((sequence.Row * width + sequence.Parent) * stride, length).ToArray())];
            for (var i = 0; i < moved.Length; i++) kept[i].CopyTo(floats.AsSpan(SlotOf(moved[i]) * stride));
        }
    }

    private void Remember(ReadOnlySpan<int> slots)
    {
        foreach (var (field, array) in network.Graph.Fields.Zip(values))
        {
            var (result, offset) = field switch
            {
                StateField state => (state.Next, 0),
                CacheField cache when position < cache.Schema.Shape[0] => (cache.Next, position * cache.Schema.Shape[1]),
                _ => (-1, 0),
            };
            if (result < 0) continue;
            var all = network.StepResult(result, slots.Length);
            var count = all.Length / slots.Length;
            for (var i = 0; i < slots.Length; i++) all.Slice(i * count, count).CopyTo(((float[])array).AsSpan(slots[i] * field.Schema.Count + offset));
        }
    }

    private void Fill(float[] rows, PositionField field)
    {
        var channels = field.Schema.Shape[1];
        for (var channel = 0; channel < channels; channel++)
        {
            rows[channel] = field.Parameter < 0
                ? (float)AddSinusoidsOp.At(position, channel, channels)
                : network.Parameter(field.Parameter)[position * channels + channel];
        }

        for (var row = 1; row < rows.Length / channels; row++) rows.AsSpan(0, channels).CopyTo(rows.AsSpan(row * channels));
    }
}
