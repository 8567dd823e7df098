using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>The plans of a decoder that is run step by step: what is computed once for each row, and one step.</summary>
internal sealed record StepwisePlan(Network Network, StepwiseGraph Graph, StepPlan? Once, StepPlan Step)
{
    /// <summary>Plans a network; null when it can't be run step by step.</summary>
    public static StepwisePlan? For(Network network, int decoderField, IEnumerable<int> sizes, IKernelFactory kernels)
    {
        var graphs = sizes.ToDictionary(rows => rows, rows => StepwiseGraph.For(network, decoderField, rows));
        if (graphs.Values.Any(graph => graph is null)) return null;
        var full = graphs[graphs.Keys.Max()]!;
        return new StepwisePlan(
            network, full, full.Once is null ? null : StepPlan.For(rows => graphs[rows]!.Once!, graphs.Keys, kernels), StepPlan.For(rows => graphs[rows]!.Step, graphs.Keys, kernels));
    }

    /// <summary>Both.</summary>
    public IEnumerable<StepPlan> All => Once is null ? [Step] : [Once, Step];
}

/// <summary>A decoder that is run step by step, compiled. Asked by one session at a time.</summary>
internal sealed unsafe class StepwiseNetwork : INextTokens, IDisposable
{
    private readonly StepwisePlan plan;
    private readonly ModelMemory memory;
    private readonly WorkPool pool;
    private readonly NativeBuffer host = new(sizeof(StepState) + sizeof(BatchSource));
    private readonly NativeBuffer rowNumbers = new(Predictor.LargestBatch * sizeof(int));
    private readonly StepProgram? once;
    private readonly StepProgram step;
    private readonly DataSchema schema;
    private readonly IReadOnlyList<FieldScaling?> scaling;

    /// <summary>Compiles the plans into memory that has their packings, arena and scratch.</summary>
    public StepwiseNetwork(
        StepwisePlan plan, ModelMemory memory, WorkPool pool, IKernelFactory kernels, DataSchema schema, IReadOnlyList<FieldScaling?> scaling, int decoderField)
    {
        (this.plan, this.memory, this.pool, this.schema, this.scaling) = (plan, memory, pool, schema, scaling);
        Steps = schema.Inputs[decoderField].Shape[0];
        Vocabulary = plan.Graph.Step.Outputs[0].Outputs;
        StepSchema = new DataSchema([new FieldSchema("token", FieldKind.Tokens, [1]), .. plan.Graph.Fields.Select(field => field.Schema)], []);
        once = plan.Once is null ? null : new StepProgram(plan.Once, memory, kernels, schema, State, Batch);
        step = new StepProgram(plan.Step, memory, kernels, StepSchema, State, Batch);
    }

    /// <inheritdoc/>
    public int Steps { get; }

    /// <summary>Tokens there are.</summary>
    public int Vocabulary { get; }

    /// <summary>What one step reads.</summary>
    public DataSchema StepSchema { get; }

    /// <summary>Bytes of the plans' own memory.</summary>
    public long Bytes => step.Bytes + (once?.Bytes ?? 0);

    /// <summary>The two parts.</summary>
    public StepwiseGraph Graph => plan.Graph;

    private StepState* State => (StepState*)host.Pointer;

    private BatchSource* Batch => (BatchSource*)(host.Pointer + sizeof(StepState));

    /// <inheritdoc/>
    public ITokenSession Begin(DataPart inputs, int width) => new StepwiseSession(this, inputs, width);

    /// <summary>A parameter, such as learned positions.</summary>
    public ReadOnlySpan<float> Parameter(int number) => memory.Parameter(plan.Network.Parameters[number]);

    /// <summary>Computes what does not depend on the tokens.</summary>
    /// <param name="inputs">Rows of the network's inputs.</param>
    /// <param name="read">Receives the first row of each batch and its size, when its results can be read.</param>
    public void RunOnce(DataPart inputs, Action<int, int> read)
    {
        if (once is null) return;
        using var data = new BoundData(schema, scaling);
        Run(once, data, inputs, [.. Enumerable.Range(0, inputs.Rows)], read);
    }

    /// <summary>Runs a step for some rows of a part of <see cref="StepSchema"/>.</summary>
    public void RunStep(BoundData data, DataPart part, IReadOnlyList<int> rows, Action<int, int> read) => Run(step, data, part, rows, read);

    /// <summary>A result of the last batch of what is computed once.</summary>
    public ReadOnlySpan<float> OnceResult(int result, int count) => once!.Output(result, count);

    /// <summary>A result of the last batch of a step.</summary>
    public ReadOnlySpan<float> StepResult(int result, int count) => step.Output(result, count);

    /// <inheritdoc/>
    public void Dispose()
    {
        once?.Dispose();
        step.Dispose();
        host.Dispose();
        rowNumbers.Dispose();
    }

    private void Run(StepProgram program, BoundData data, DataPart part, IReadOnlyList<int> rows, Action<int, int> read)
    {
        Batch->Fields = data.Sources(part);
        Batch->Rows = (int*)rowNumbers.Pointer;
        for (var done = 0; done < rows.Count;)
        {
            var count = Math.Min(Predictor.LargestBatch, 1 << int.Log2(rows.Count - done));
            for (var i = 0; i < count; i++) Batch->Rows[i] = rows[done + i];
            program.For(count).Run(pool);
            read(done, count);
            done += count;
        }

        GC.KeepAlive(part);
    }
}
