using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference.Stepwise;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Training;

namespace TrainingService.Compute.Inference;

/// <summary>A trained network ready to be asked: forward only, no gradients, no dropout. Not safe for use by two threads at once.</summary>
public sealed unsafe class Predictor : IDisposable
{
    /// <summary>Rows run at once, at most.</summary>
    internal const int LargestBatch = 64;

    private readonly Network network;
    private readonly DataSchema schema;
    private readonly StepProgram program;
    private readonly ModelMemory memory;
    private readonly WorkPool pool;
    private readonly IReadOnlyList<FieldScaling?> scaling;
    private readonly NativeBuffer host = new(sizeof(StepState) + sizeof(BatchSource));
    private readonly NativeBuffer rowNumbers = new(LargestBatch * sizeof(int));
    private readonly StepwiseNetwork? stepwise;
    private readonly RecomputedTokens? whole;

    /// <summary>Allocates, compiles and sets the weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scaling">For each input field how stored numbers become what the network sees; null entries leave them as they are.</param>
    /// <param name="options">Threads.</param>
    /// <param name="decoderField">The token input of a network that writes sequences, for <see cref="Tokens"/>; null for others.</param>
    /// <exception cref="InvalidDataException">A weight is missing or has another shape.</exception>
    public Predictor(TrainedModel model, IReadOnlyList<FieldScaling?> scaling, ComputeOptions? options = null, string? decoderField = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scaling);
        this.scaling = scaling;
        network = model.Compile();
        schema = new DataSchema(model.Schema.Inputs, []);
        var kernels = new CpuKernelFactory(InstructionSets.Best);
        var decoder = decoderField is null ? -1 : schema.IndexOf(decoderField);
        var plans = PredictionPlan.For(network, decoder, kernels);
        var (plan, packings) = (plans.Whole, plans.Packings);
        memory = new ModelMemory(new ParameterLayout(network.Parameters), 0, packings, plans.ArenaBytes, plans.ScratchBytes, withGradients: false);
        foreach (var parameter in network.Parameters) Set(parameter, model.Weights);
        program = new StepProgram(plan, memory, kernels, schema, State, Batch);
        pool = new WorkPool((options ?? new ComputeOptions()).Threads);
        using var packing = new CompiledStep(plan.Full.Graph, plan.Memory, null, memory, State, Batch);
        foreach (var packed in packings) kernels.CompilePacking(packed, packing);
        packing.Seal().Run(pool);
        if (plans.Steps is { } steps) stepwise = new StepwiseNetwork(steps, memory, pool, kernels, schema, scaling, decoder);
        if (decoderField is not null) whole = new RecomputedTokens(schema, decoderField, rows => Predict(rows)[0]);
    }

    /// <summary>
    /// The network as one that foretells tokens: step by step with what it remembers, or, where a layer needs all positions at once, whole each time.
    /// </summary>
    /// <exception cref="InvalidOperationException">No decoder field was named.</exception>
    public INextTokens Tokens => stepwise ?? (INextTokens)WholeTokens;

    /// <summary>The same, run whole each time.</summary>
    /// <exception cref="InvalidOperationException">No decoder field was named.</exception>
    public RecomputedTokens WholeTokens => whole ?? throw new InvalidOperationException("No decoder field was named.");

    /// <summary>Whether <see cref="Tokens"/> goes step by step.</summary>
    public bool IsStepwise => stepwise is not null;

    /// <summary>Bytes allocated.</summary>
    internal long AllocatedBytes => memory.Bytes + program.Bytes + (stepwise?.Bytes ?? 0);

    /// <summary>Shape of one row of each output.</summary>
    public IReadOnlyList<IReadOnlyList<int>> OutputShapes => [.. network.Outputs.Select(layer => network.Layers[layer].OutputShape)];

    private StepState* State => (StepState*)host.Pointer;

    private BatchSource* Batch => (BatchSource*)(host.Pointer + sizeof(StepState));

    /// <summary>Runs the network on all rows of a part that holds the schema's inputs.</summary>
    /// <returns>For each output of the network its numbers, [rows, ...shape of a row], as the loss takes them (logits stay logits).</returns>
    public IReadOnlyList<float[]> Predict(DataPart inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        float[][] results = [.. OutputShapes.Select(shape => new float[shape.Aggregate((long)inputs.Rows, (product, size) => product * size)])];
        using var data = new BoundData(schema, scaling);
        Batch->Fields = data.Sources(inputs);
        Batch->Rows = (int*)rowNumbers.Pointer;
        for (var done = 0; done < inputs.Rows;)
        {
            // Powers of two make up any number of rows from a few compiled sizes.
            var count = Math.Min(LargestBatch, 1 << int.Log2(inputs.Rows - done));
            for (var i = 0; i < count; i++) Batch->Rows[i] = done + i;
            program.For(count).Run(pool);
            for (var output = 0; output < results.Length; output++)
            {
                var values = program.Output(output, count);
                values.CopyTo(results[output].AsSpan((int)((long)done * values.Length / count)));
            }

            done += count;
        }

        GC.KeepAlive(inputs);
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pool.Dispose();
        stepwise?.Dispose();
        program.Dispose();
        memory.Dispose();
        host.Dispose();
        rowNumbers.Dispose();
    }

    private void Set(ParameterInfo parameter, IReadOnlyDictionary<string, Tensor> weights)
    {
        if (!weights.TryGetValue(parameter.Name, out var tensor) || !tensor.Shape.SequenceEqual(parameter.Shape))
            throw new InvalidDataException($"The model's file has no {parameter.Name} of shape [{string.Join(", ", parameter.Shape)}].");
        tensor.Values.CopyTo(memory.Parameter(parameter));
    }
}
