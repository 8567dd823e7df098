using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>rnn, lstm and gru: one op for each stacked layer and direction.</summary>
internal sealed class RecurrentBuilder(RecurrentLayer spec, int index) : LayerBuilder<RecurrentLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => Spec switch { RnnLayer => "rnn", LstmLayer => "lstm", _ => "gru" };

    /// <inheritdoc/>
    public override int MaxInputs => Spec is LstmLayer ? 3 : 2;

    private RecurrentCell Cell => Spec switch
    {
        RnnLayer { Activation: RnnActivation.Relu } => RecurrentCell.Relu,
        RnnLayer => RecurrentCell.Tanh,
        LstmLayer => RecurrentCell.Lstm,
        GruLayer { ResetAfter: false } => RecurrentCell.GruResetBefore,
        _ => RecurrentCell.GruResetAfter,
    };

    private bool HasRecurrentBias => Spec switch { RnnLayer rnn => rnn.RecurrentBias, LstmLayer lstm => lstm.RecurrentBias, GruLayer gru => gru.RecurrentBias, _ => false };

    private int Directions => Spec.Direction == RecurrentDirection.Both ? 2 : 1;

    /// <summary>Numbers per step of the output.</summary>
    private int Width => Directions == 2 && Spec.Merge == DirectionMerge.Concat ? 2 * Spec.Units : Spec.Units;

    /// <summary>Numbers of the states of all layers and directions.</summary>
    private int StateCount => checked(Spec.Layers * Directions * Spec.Units);

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!scope.RequireRank(Type, 2, "a sequence", "[steps, channels]") || !StatesFit(scope)) return null;
        var channels = scope.Input[1];
        for (var layer = 0; layer < Spec.Layers; layer++)
        {
            for (var direction = 0; direction < Directions; direction++) AddParameters(scope, layer, direction, channels);
            channels = Width;
        }

        scope.AddPort("state", [StateCount]);
        if (Spec is LstmLayer) scope.AddPort("cell", [StateCount]);
        return Spec.ReturnSequences ? [scope.Input[0], Width] : [Width];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var parameters = new Queue<ValueId>(scope.Parameters);
        List<ValueId> states = [], cells = [];
        var x = scope.Input;
        var last = x;
        for (var layer = 0; layer < Spec.Layers; layer++)
        {
            ValueId[][] outputs = [.. Enumerable.Range(0, Directions).Select(direction => EmitDirection(scope, x, layer, direction, parameters))];
            states.AddRange(outputs.Select(output => output[1]));
            if (Cell == RecurrentCell.Lstm) cells.AddRange(outputs.Select(output => output[2]));
            x = Merged(scope, [.. outputs.Select(output => output[0])]);
            last = Merged(scope, [.. outputs.Select(output => output[1])]);
            if (layer < Spec.Layers - 1) x = PerPosition.Dropout(scope, x, Spec.Dropout, RandomStreams.Dropout(index, layer + 1));
        }

        scope.SetPort("state", Joined(scope, states));
        if (cells.Count > 0) scope.SetPort("cell", Joined(scope, cells));
        return Spec.ReturnSequences ? x : last;
    }

    private bool StatesFit(LayerScope scope)
    {
        var fit = true;
        if (Spec is LstmLayer && scope.Inputs.Count == 2)
        {
            scope.Error("inputs", "wrong_count", "An LSTM's first state is two: the state and the cell state.", "a third input, such as another lstm's `id.cell`");
            fit = false;
        }

        foreach (var state in scope.Inputs.Skip(1).Where(state => !state.SequenceEqual([StateCount])))
        {
            scope.Error(
                "inputs", "shape_mismatch", $"A first state of shape {Shapes.Text(state)} for {Spec.Layers} layer(s) of {Directions} direction(s) of {Spec.Units} units.",
                $"a first state of shape [{StateCount}], such as another layer's `id.state`");
            fit = false;
        }

        return fit;
    }

    private void AddParameters(LayerScope scope, int layer, int direction, int channels)
    {
        var prefix = (Spec.Layers > 1 ? $"{layer}." : "") + (Directions > 1 ? direction == 0 ? "forward." : "reverse." : "");
        var (units, width) = (Spec.Units, new RecurrentForm(Cell).Gates * Spec.Units);
        scope.AddParameter(prefix + "kernel", [channels, width], Spec.KernelInitializer, channels, units, member: "kernel_initializer");
        scope.AddParameter(prefix + "recurrent_kernel", [units, width], Spec.RecurrentInitializer, units, units, member: "recurrent_initializer");
        InitializerSpec bias = Spec is LstmLayer { ForgetBias: not 0 } lstm ? new ForgetGateInitializer(lstm.ForgetBias, Spec.BiasInitializer) : Spec.BiasInitializer;
        if (Spec.UseBias) scope.AddParameter(prefix + "bias", [width], bias, channels, units, isBias: true, member: "bias_initializer");
        if (HasRecurrentBias && Spec.UseBias)
            scope.AddParameter(prefix + "recurrent_bias", [width], Spec.BiasInitializer, units, units, isBias: true, member: "bias_initializer");
    }

    private ValueId[] EmitDirection(EmitScope scope, ValueId x, int layer, int direction, Queue<ValueId> parameters)
    {
        var lengths = scope.LengthsOf(0);
        var form = new RecurrentForm(
            Cell, Spec.Direction == RecurrentDirection.Reverse || direction == 1, Spec.UseBias, HasRecurrentBias && Spec.UseBias, scope.Inputs.Count > 1, lengths is not null);
        List<ValueId> inputs = [x, parameters.Dequeue(), parameters.Dequeue()];
        if (form.HasBias) inputs.Add(parameters.Dequeue());
        if (form.HasRecurrentBias) inputs.Add(parameters.Dequeue());
        if (form.HasState) inputs.Add(FirstState(scope, 1, layer, direction));
        if (form.HasState && form.HasCellState) inputs.Add(FirstState(scope, 2, layer, direction));
        if (lengths is { } ends) inputs.Add(ends);
        ValueId[] outputs = [.. form.OutputShapes(scope.Batch, scope.Graph[x].Shape[1], Spec.Units).Select(shape => scope.Graph.AddValue(shape))];
        scope.Graph.AddNode(new RecurrentOp(form), scope.Layer.Index, inputs, outputs);
        return outputs;
    }

    /// <summary>A layer's and direction's part of the first states.</summary>
    private ValueId FirstState(EmitScope scope, int input, int layer, int direction)
    {
        var all = scope.Inputs[input];
        return Spec.Layers * Directions == 1
            ? all
            : scope.Add(new TakeColumnsOp(((layer * Directions) + direction) * Spec.Units), [Spec.Units], all);
    }

    private ValueId Merged(EmitScope scope, ValueId[] outputs) => outputs.Length == 1
        ? outputs[0]
        : Spec.Merge == DirectionMerge.Sum ? scope.Add(new AddOp(), scope.Graph[outputs[0]].Shape.PerRow, outputs) : Joined(scope, outputs);

    private static ValueId Joined(EmitScope scope, IReadOnlyList<ValueId> parts)
    {
        if (parts.Count == 1) return parts[0];
        var shape = scope.Graph[parts[0]].Shape.PerRow;
        return scope.Add(new JoinColumnsOp(), [.. shape.SkipLast(1), parts.Count * shape[^1]], parts);
    }
}
