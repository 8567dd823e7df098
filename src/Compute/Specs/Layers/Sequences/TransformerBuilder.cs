using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Transformer blocks: attention parts and a feed-forward part, each with a shortcut and a normalization.</summary>
internal sealed class TransformerBuilder(TransformerLayer spec, int index) : LayerBuilder<TransformerLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => IsDecoder ? "transformer_decoder" : "transformer_encoder";

    /// <inheritdoc/>
    public override int MinInputs => IsDecoder ? 2 : 1;

    /// <inheritdoc/>
    public override int MaxInputs => MinInputs;

    private bool IsDecoder => Spec is TransformerDecoderLayer;

    private bool IsCausal => Spec is not TransformerEncoderLayer { Causal: false };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!SequenceShapes.AreSequences(scope, Type)) return null;
        var channels = scope.Input[1];
        if (channels % Spec.Heads != 0)
        {
            scope.Error("heads", "conflict", $"{channels} channels cannot be shared out to {Spec.Heads} heads.", "a number that divides the channels");
            return null;
        }

        for (var block = 0; block < Spec.Layers; block++) AddBlock(scope, block, channels);
        if (Spec.NormFirst) AddNorm(scope, "norm", channels);
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var parameters = new Queue<ValueId>(scope.Parameters);
        var shape = scope.Graph[scope.Input].Shape;
        var x = scope.Input;
        for (var block = 0; block < Spec.Layers; block++)
        {
            var at = block;
            x = Part(scope, x, parameters, at, 0, y => Attention(at, 0, IsCausal, shape[2]).Emit(scope, y, null, scope.LengthsOf(0), parameters));
            if (IsDecoder)
                x = Part(scope, x, parameters, at, 1, y => Attention(at, 1, false, shape[2]).Emit(scope, y, scope.Inputs[1], scope.LengthsOf(1), parameters));
            x = Part(scope, x, parameters, at, 2, y => FeedForward(scope, y, parameters, at));
        }

        return Spec.NormFirst ? Norm(scope, x, parameters) : x;
    }

    private void AddBlock(LayerScope scope, int block, int channels)
    {
        var prefix = Prefix(block);
        var zeros = new ZerosInitializer();
        Attention(block, 0, IsCausal, channels).AddParameters(scope, channels, 0, Spec.KernelInitializer, zeros);
        AddNorm(scope, $"{prefix}attention_norm", channels);
        if (IsDecoder)
        {
            Attention(block, 1, false, channels).AddParameters(scope, channels, scope.Inputs[1][1], Spec.KernelInitializer, zeros);
            AddNorm(scope, $"{prefix}cross_norm", channels);
        }

        var inner = Spec.FeedForwardUnits ?? checked(4 * channels);
        AddDense(scope, $"{prefix}feed_forward_in", channels, inner);
        AddDense(scope, $"{prefix}feed_forward_out", inner, channels);
        AddNorm(scope, $"{prefix}feed_forward_norm", channels);
    }

    private void AddDense(LayerScope scope, string name, int inputs, int outputs)
    {
        scope.AddParameter($"{name}_kernel", [inputs, outputs], Spec.KernelInitializer, inputs, outputs, member: "kernel_initializer");
        scope.AddParameter($"{name}_bias", [outputs], new ZerosInitializer(), inputs, outputs, isBias: true);
    }

    private static void AddNorm(LayerScope scope, string name, int channels)
    {
        scope.AddParameter($"{name}_scale", [channels], new OnesInitializer(), 1, 1, isBias: true);
        scope.AddParameter($"{name}_offset", [channels], new ZerosInitializer(), 1, 1, isBias: true);
    }

    /// <summary>norm(x + part(x)), or x + part(norm(x)). Parameters come in the order part, norm; so the norm's are taken out first where it is first.</summary>
    private ValueId Part(EmitScope scope, ValueId x, Queue<ValueId> parameters, int block, int place, Func<ValueId, ValueId> part)
    {
        var shape = scope.Graph[x].Shape;
        var norm = NormParameters(scope, block, place);
        var y = part(Spec.NormFirst ? Norm(scope, x, norm) : x);
        parameters.Dequeue();
        parameters.Dequeue();
        y = PerPosition.Dropout(scope, y, Spec.Dropout, RandomStreams.Dropout(index, Stream(block, place)));
        var sum = PerPosition.Node(scope, new AddOp(), shape, x, y);
        return Spec.NormFirst ? sum : Norm(scope, sum, norm);
    }

    private Queue<ValueId> NormParameters(EmitScope scope, int block, int place)
    {
        // Attention to itself has 4 parameters, to another sequence 6, the feed-forward part 4; each is followed by 2 of its norm.
        var blockCount = IsDecoder ? 6 + 8 + 6 : 6 + 6;
        var start = (block * blockCount) + place switch { 0 => 4, 1 => 6 + 6, _ => blockCount - 2 };
        return new Queue<ValueId>([scope.Parameters[start], scope.Parameters[start + 1]]);
    }

    private ValueId FeedForward(EmitScope scope, ValueId x, Queue<ValueId> parameters, int block)
    {
        var inner = PerPosition.Dense(scope, PerPosition.Rows(scope, x), parameters.Dequeue(), parameters.Dequeue(), Spec.Activation);
        inner = PerPosition.Dropout(scope, inner, Spec.Dropout, RandomStreams.Dropout(index, Stream(block, 3)));
        return PerPosition.Unflattened(scope, PerPosition.Dense(scope, inner, parameters.Dequeue(), parameters.Dequeue()), scope.Graph[x].Shape);
    }

    private ValueId Norm(EmitScope scope, ValueId x, Queue<ValueId> parameters)
    {
        var shape = scope.Graph[x].Shape;
        var y = scope.Graph.AddValue(shape);
        var rows = new Shape(shape[0] * shape[1]);
        ValueId[] outputs = [y, scope.Graph.AddValue(rows), scope.Graph.AddValue(rows)];
        var op = new LayerNormOp((float)Spec.Epsilon, Centered: true, HasScale: true, HasOffset: true);
        scope.Graph.AddNode(op, scope.Layer.Index, [x, parameters.Dequeue(), parameters.Dequeue()], outputs);
        return y;
    }

    private AttentionPart Attention(int block, int place, bool causal, int channels) =>
        new(Prefix(block) + (place == 0 ? "attention_" : "cross_"), Spec.Heads, channels, causal, Spec.Dropout, RandomStreams.Dropout(index, Stream(block, 4 + place)));

    private string Prefix(int block) => Spec.Layers > 1 ? $"{block}." : "";

    private static int Stream(int block, int place) => 1 + (block * 8) + place;
}
