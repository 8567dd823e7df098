using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Runtime;

/// <summary>A compiled network with its memory: trains on a batch, evaluates a batch. Allocates nothing once each batch size has been seen.</summary>
internal sealed unsafe class Engine : IDisposable
{
    private readonly RunPlan plan;
    private readonly WorkPool pool;
    private readonly NativeBuffer host = new(sizeof(StepState) + sizeof(BatchSource));
    private readonly BoundData data;
    private readonly StepProgram training;
    private readonly StepProgram evaluation;
    private readonly CompiledStep packing;
    private readonly NextBatch next;
    private CompiledStep? current;
    private CallTimes? times;

    /// <summary>Allocates and compiles.</summary>
    public Engine(RunPlan plan, IReadOnlyList<FieldScaling?> scaling, int threads)
    {
        this.plan = plan;
        pool = new WorkPool(threads);
        data = new BoundData(plan.Data.Schema, scaling);
        next = new NextBatch(plan.Data.Schema);
        Memory = new ModelMemory(plan.Parameters, plan.Rule.StateBlocks, plan.Packings, plan.ArenaBytes, plan.ScratchBytes, accumulates: plan.Accumulates);
        if (plan.Rule.InitialState != 0) new Span<float>(Memory.State(0), checked((int)plan.Parameters.Count)).Fill(plan.Rule.InitialState);
        training = new StepProgram(plan.Training, Memory, plan.Kernels, plan.Data.Schema, State, Batch, plan.EndOf);
        evaluation = new StepProgram(plan.Evaluation, Memory, plan.Kernels, plan.Data.Schema, State, Batch);
        packing = NewStep();
        foreach (var packed in plan.Packings) plan.Kernels.CompilePacking(packed, packing);
        packing.Seal();
        Updates = new UpdateProgram(plan, Memory, NewStep, State, pool);
        (State->Seed, State->ChangesWeights) = ((ulong)plan.Spec.Seed, true);
    }

    /// <summary>Parameters, gradients and optimizer state.</summary>
    public ModelMemory Memory { get; }

    /// <summary>What turns gradients into new weights.</summary>
    public UpdateProgram Updates { get; }

    /// <summary>Bytes allocated for training and evaluation with batches of all sizes; compiles what has not occurred yet.</summary>
    public long AllocatedBytes => Memory.Bytes + training.Bytes + evaluation.Bytes
        + training.ArgumentBytes + evaluation.ArgumentBytes + packing.ArgumentBytes + Updates.ArgumentBytes;

    private StepState* State => (StepState*)host.Pointer;

    private BatchSource* Batch => (BatchSource*)(host.Pointer + sizeof(StepState));

    /// <summary>Brings the packed copies up to date after parameters were set from outside.</summary>
    public void ParametersChanged() => packing.Run(pool);

    /// <summary>Losses and predictions of the given rows, as in training.</summary>
    /// <param name="part">Where the rows lie.</param>
    /// <param name="rows">Addresses stay valid until <see cref="Backward"/> returns.</param>
    /// <param name="count">How many.</param>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="sampler">Receives the time of each call, if given.</param>
    /// <param name="following">Rows of the batch after it, as far as they are known.</param>
    public void Forward(DataPart part, int* rows, int count, long step, StepSampler? sampler = null, RowSpan following = default)
    {
        Prepare(part, rows);
        State->Step = (ulong)step;
        current = training.For(count);
        times = sampler?.Training(current);
        next.Begin(Batch->Fields, part, following, current.CallCount);
        current.RunForward(pool, times, next);
    }

    /// <summary>
    /// The gradients of what <see cref="Forward"/> computed. Changes those weights that change with their gradients, for which <see cref="UpdateProgram.Begin"/> comes first.
    /// </summary>
    public void Backward() => current!.RunBackward(pool, times, next);

    /// <summary>Times steps of this engine.</summary>
    public StepSampler NewSampler() => new(plan, pool.Threads);

    /// <summary>What the samples say; null before the first.</summary>
    public RunProfile? Report(StepSampler sampler) => Updates.Report(sampler, training.For(plan.Batch));

    /// <summary>One step with an update.</summary>
    public void Train(DataPart part, int* rows, int count, long step, float learningRate)
    {
        Forward(part, rows, count, step);
        Updates.Begin(step, learningRate, 1);
        Backward();
        Updates.Apply();
    }

    /// <summary>As <see cref="Train"/>, adding the seconds of each operation to the given sums.</summary>
    public void Profile(DataPart part, int* rows, int count, long step, float learningRate, IDictionary<string, double> seconds)
    {
        Prepare(part, rows);
        State->Step = (ulong)step;
        Updates.Begin(step, learningRate, 1);
        training.For(count).Profile(pool, seconds);
        Updates.Apply(seconds);
    }

    /// <summary>Breaks off the step at hand, from any thread; what it leaves is of no use.</summary>
    public void Abort() => pool.Abort();

    /// <exception cref="OperationCanceledException"><see cref="Abort"/> was called.</exception>
    public void ThrowIfAborted()
    {
        if (pool.IsAborted) throw new OperationCanceledException("The step was broken off.");
    }

    /// <summary>Losses and predictions for rows of a part, without dropout; changes nothing.</summary>
    public void Evaluate(DataPart part, int* rows, int count)
    {
        Prepare(part, rows);
        evaluation.For(count).Run(pool);
    }

    /// <summary>What the last <see cref="Train"/> found for one objective.</summary>
    public BatchResult Trained(int count, int output = 0) => training.Result(output, count);

    /// <summary>What the last <see cref="Evaluate"/> found for one objective.</summary>
    public BatchResult Evaluated(int count, int output = 0) => evaluation.Result(output, count);

    /// <summary>Where the first value that is not finite appears when a step is run once more: weights, data, then operation by operation.</summary>
    public NonFinite Probe(DataPart part, int* rows, int count, long step)
    {
        var weights = FirstNonFiniteParameter();
        if (weights.Kind != NonFiniteKind.None) return weights;
        Prepare(part, rows);
        (State->Step, State->ChangesWeights) = ((ulong)step, false);
        var found = training.Probe(count, pool);
        State->ChangesWeights = true;
        return found;
    }

    /// <summary>The first parameter with a value that is not finite.</summary>
    public NonFinite FirstNonFiniteParameter()
    {
        foreach (var parameter in plan.Network.Parameters)
        {
            foreach (var weight in Memory.Parameter(parameter))
            {
                if (!float.IsFinite(weight)) return new NonFinite(NonFiniteKind.Parameter, parameter.Number);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pool.Dispose();
        training.Dispose();
        evaluation.Dispose();
        Updates.Dispose();
        packing.Dispose();
        Memory.Dispose();
        data.Dispose();
        host.Dispose();
    }

    private CompiledStep NewStep() => new(plan.Training.Full.Graph, plan.Training.Memory, null, Memory, State, Batch);

    private void Prepare(DataPart part, int* rows)
    {
        Batch->Rows = rows;
        Batch->Fields = data.Sources(part);
    }
}
