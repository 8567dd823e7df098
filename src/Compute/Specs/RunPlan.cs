using System.Text.Json;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Training;
using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>A spec that fits its dataset: resolved, shaped, its training and evaluation steps planned. Nothing is allocated yet.</summary>
public sealed class RunPlan
{
    /// <summary>Rows evaluated at once, at most: keeps each slice short, so that a cancel acts soon.</summary>
    private const int LargestEvaluation = 256;

    /// <summary>Rows whose texts are written at once, for the same reason.</summary>
    internal const int RowsWritten = Predictor.LargestBatch;

    private long? tables;

    private RunPlan(RunSpec spec, DataDescription data, Network network, IKernelFactory kernels)
    {
        (Spec, Data, Network, Kernels) = (spec, data, network, kernels);
        Rows = DataSplit.Sizes(data, spec.Dataset.Validation);
        Outputs = Objectives.OutputsOf(spec);
        Batch = Math.Min(spec.Training.BatchSize.Rows ?? Rows.Training, Rows.Training);
        EvaluationBatch = Math.Clamp(Math.Max(Rows.Validation, Rows.Test), 1, LargestEvaluation);
        Losses = Objectives.Of(spec, data.Schema, network);
        Rule = Objectives.RuleOf(spec.Optimizer);
        Penalties = new Penalties(spec, network);
        Parameters = new ParameterLayout(network.Parameters);
        var changes = Augmentations.Of(spec, data.Schema);
        Training = StepPlan.For(
            rows => StepGraph.Build(network, data.Schema, Losses, rows, training: true, changes: changes), [Batch, Rows.Training % Batch], kernels);
        EarlyUpdates = Accumulates || spec.Optimizer.ClipNorm is not null
            ? EarlyUpdates.None
            : EarlyUpdates.Of(Training.Full.Graph, parameter => network.Parameters[parameter].IsTrainable, kernels);
        Evaluation = StepPlan.For(
            rows => StepGraph.Build(network, data.Schema, Losses, rows, training: false),
            [EvaluationBatch, Rows.Validation % EvaluationBatch, Rows.Test % EvaluationBatch],
            kernels);
        Packings = [.. Training.Memory.Packings.Union(Evaluation.Memory.Packings)];
        if (Rows.Test > 0 && Outputs[0].Metrics.Any(GeneratedScores.Is))
            Writes = PredictionPlan.For(network, data.Schema.IndexOf(data.Schema.Fields[Losses[0].Target].Written!.Decoder), kernels);
    }

    /// <summary>The spec with every default filled in and the dataset's version named.</summary>
    public RunSpec Spec { get; }

    /// <summary>The dataset it was compiled for.</summary>
    public DataDescription Data { get; }

    /// <summary>What computes it, such as `cpu/avx512`.</summary>
    public string Device => Kernels.Name;

    internal Network Network { get; }

    /// <summary>What the network gives and how it is judged, in the order of the steps' results.</summary>
    internal IReadOnlyList<OutputSpec> Outputs { get; }

    /// <summary>The losses of the outputs.</summary>
    internal IReadOnlyList<Objective> Losses { get; }

    internal IKernelFactory Kernels { get; }

    internal SplitReport Rows { get; }

    internal int Batch { get; }

    internal int EvaluationBatch { get; }

    internal int StepsPerEpoch => (Rows.Training + Batch - 1) / Batch;

    internal UpdateRule Rule { get; }

    internal Penalties Penalties { get; }

    internal int UpdatesPerEpoch => (StepsPerEpoch + Spec.Training.Accumulation - 1) / Spec.Training.Accumulation;

    internal bool Accumulates => Spec.Training.Accumulation > 1;

    internal ParameterLayout Parameters { get; }

    internal StepPlan Training { get; }

    internal StepPlan Evaluation { get; }

    /// <summary>What is updated while gradients are computed.</summary>
    internal EarlyUpdates EarlyUpdates { get; }

    /// <summary>All that is updated, with its penalties.</summary>
    internal IReadOnlyList<ParameterSpan> Spans => Parameters.Spans(Penalties.Of, _ => true);

    /// <summary>What is updated after the gradients.</summary>
    internal IReadOnlyList<ParameterSpan> LateSpans => Parameters.Spans(Penalties.Of, parameter => !EarlyUpdates.Has(parameter));

    /// <summary>What becomes of the gradient that a node of a training step computes, by the node's place.</summary>
    internal GradientEnd EndOf(int place, IKernelContext context) => EarlyUpdates.At(place) is { } number
        ? Kernels.CompileEnd(Rule, Parameters.Spans(Penalties.Of, parameter => parameter == number)[0], context)
        : default;

    internal IReadOnlyList<PackedWeights> Packings { get; }

    /// <summary>Plan of the network that writes the texts of the test part; null when no score asks for it.</summary>
    internal PredictionPlan? Writes { get; }

    internal bool KeepsBest => Spec.Training.EarlyStopping is { RestoreBest: true };

    /// <summary>
    /// Checks a spec against its dataset and plans its training. Adds everything wrong to <paramref name="errors"/>, each with a pointer into
    /// the spec, and gives null if anything was.
    /// </summary>
    /// <param name="spec">The spec as read; parts that could not be read are null and are passed over here (their errors are known already).</param>
    /// <param name="data">The dataset, or null when it was not found (that error is known already; checks that need it are left out).</param>
    /// <param name="errors">Receives what is wrong; what is in it already makes the plan null as well.</param>
    public static RunPlan? Compile(RunSpec spec, DataDescription? data, ICollection<SpecError> errors) =>
        Compile(spec, data, errors, InstructionSets.Best);

    /// <summary>As above, for one instruction set (tests compare them).</summary>
    internal static RunPlan? Compile(RunSpec spec, DataDescription? data, ICollection<SpecError> errors, InstructionSet instructions)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(errors);
        var found = new List<SpecError>();
        var network = Check(spec, data, found);

        // What could not be read holds a default in its place; judging that default would only repeat the error in other words.
        string[] known = [.. errors.Select(error => error.Pointer)];
        foreach (var error in found.Where(error => !known.Any(pointer => IsAtOrBelow(error.Pointer, pointer)))) errors.Add(error);
        if (network is null || errors.Count > 0) return null;
        var plan = new RunPlan(SpecResolver.Resolve(spec, data!), data!, network, new CpuKernelFactory(instructions));
        
        // What is too much by far has tables too large to be looked at.
        return ComputeLimits.AllowsMemory(plan.Memory(tables: 0), errors) && ComputeLimits.AllowsMemory(plan.Memory(), errors) ? plan : null;
    }

    private static Network? Check(RunSpec spec, DataDescription? data, List<SpecError> errors)
    {
        if (spec.Device == DeviceKind.Gpu)
            errors.Add(new SpecError("#/device", "not_available", "This version trains on the processor only.", "auto or cpu"));
        if ((spec.Loss is null) == (spec.Outputs is null)) errors.Add(MissingLoss(spec));
        if (data is null) return null;
        var layers = spec.Model?.Layers;
        var network = layers is null ? null : new NetworkCompiler(data.Schema.Inputs, errors).Compile(layers, spec.Outputs);
        ObjectiveChecks.Run(spec, data.Schema, network, errors);
        Augmentations.Check(spec, data.Schema, errors);
        if (network is not null) BatchNormCheck.Run(spec, network, errors);
        DataSplit.Check(data, spec.Dataset?.Validation, errors);
        if (network is { ParameterCount: 0 })
            errors.Add(new SpecError("#/model/layers", "nothing_to_train", "No layer has parameters.", "a layer such as dense or conv2d"));
        return network;
    }

    private static SpecError MissingLoss(RunSpec spec) => spec.Outputs is null
        ? new SpecError("#/loss", "missing", "loss is missing in the spec.", "an object with a type, or its name")
        : new SpecError("#/loss", "conflict", "With outputs, each output has a loss of its own.", "either loss or outputs");

    private static bool IsAtOrBelow(string pointer, string other) =>
        pointer == other || pointer.StartsWith(other + "/", StringComparison.Ordinal);

    /// <summary>What will be trained, layer by layer, with the exact memory.</summary>
    public ValidationReport Describe() => new()
    {
        Spec = JsonSerializer.SerializeToElement(Spec, ContractsJson.Options),
        InputShape = Network.InputShape,
        OutputShape = Network.OutputShape,
        Layers = [.. Network.Layers.Select(Report)],
        Parameters = Network.ParameterCount,
        FlopsPerSample = Flops(_ => true),
        Memory = Memory(),
        Rows = Rows,
        StepsPerEpoch = StepsPerEpoch,
    };

    private LayerReport Report(NetworkLayer layer) => new(
        layer.Index,
        layer.Builder.Type,
        Spec.Model.Layers[layer.Index].Id,
        layer.OutputShape,
        layer.Parameters.Select(number => Network.Parameters[number]).Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Count),
        Flops(index => index == layer.Index));

    private long Flops(Func<int, bool> layers)
    {
        var graph = Training.Full.Graph;
        return graph.Nodes.Where(n => layers(n.Layer)).Sum(n => n.Op.Flops(graph.ShapesOf(n.Inputs), graph.ShapesOf(n.Outputs))) / Batch;
    }

    internal MemoryReport Memory() => Memory(tables ??= Tables());

    private MemoryReport Memory(long tables)
    {
        var block = Parameters.Count * sizeof(float);
        var parameters = KeepsBest ? 2 * block : block;
        var state = block * Rule.StateBlocks;
        var packed = Packings.Sum(packing => ArenaPlanner.Padded(packing.Count * sizeof(float))) + tables;
        var activations = Training.Memory.OwnBytes + Evaluation.Memory.OwnBytes + ArenaBytes + ScratchBytes + (Writes?.Bytes(Parameters) ?? 0);
        var gradients = Accumulates ? 2 * block : block;
        return new MemoryReport(parameters, gradients, state, packed, activations, parameters + gradients + state + packed + activations);
    }

    private long Tables() => ArgumentSizes.Of(Training, Data.Schema, Kernels, EndOf) + ArgumentSizes.Of(Evaluation, Data.Schema, Kernels)
        + ArgumentSizes.Of(this);

    internal long ArenaBytes => Math.Max(Training.Memory.ArenaBytes, Evaluation.Memory.ArenaBytes);

    internal long ScratchBytes => Math.Max(Training.Memory.ScratchBytes, Evaluation.Memory.ScratchBytes);
}
