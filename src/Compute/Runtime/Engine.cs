using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Specs;

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
    private readonly CompiledStep update;
    private readonly CompiledStep packing;

    /// <summary>Allocates and compiles.</summary>
    public Engine(RunPlan plan, IReadOnlyList<FieldScaling?> scaling, int threads)
    {
        this.plan = plan;
        pool = new WorkPool(threads);
        data = new BoundData(plan.Data.Schema, scaling);
        Memory = new ModelMemory(plan.Parameters, plan.Rule.StateBlocks, plan.Packings, plan.ArenaBytes, plan.ScratchBytes);
        training = new StepProgram(plan.Training, Memory, plan.Kernels, plan.Data.Schema, State, Batch);
        evaluation = new StepProgram(plan.Evaluation, Memory, plan.Kernels, plan.Data.Schema, State, Batch);
        packing = new CompiledStep(plan.Training.Full.Graph, plan.Training.Memory, null, Memory, State, Batch);
        update = new CompiledStep(plan.Training.Full.Graph, plan.Training.Memory, null, Memory, State, Batch);
        update.Label = "update";
        plan.Kernels.CompileUpdate(plan.Rule, plan.Parameters.Spans((float)plan.Spec.Regularization.L2), update);
        update.Label = "packing";
        foreach (var packed in plan.Packings)
        {
            plan.Kernels.CompilePacking(packed, packing);
            plan.Kernels.CompilePacking(packed, update);
        }

        packing.Seal();
        update.Seal();
        State->Seed = (ulong)plan.Spec.Seed;
    }

    /// <summary>Parameters, gradients and optimizer state.</summary>
    public ModelMemory Memory { get; }

    /// <summary>Bytes allocated for training and evaluation.</summary>
    public long AllocatedBytes => Memory.Bytes + training.Bytes + evaluation.Bytes;

    private StepState* State => (StepState*)host.Pointer;

    private BatchSource* Batch => (BatchSource*)(host.Pointer + sizeof(StepState));

    /// <summary>Brings the packed copies up to date after parameters were set from outside.</summary>
    public void ParametersChanged() => packing.Run(pool);

    /// <summary>One step on the given rows.</summary>
    /// <param name="part">Where the rows lie.</param>
    /// <param name="rows">Addresses stay valid during the call.</param>
    /// <param name="count">How many.</param>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="learningRate">Size of the step.</param>
    public void Train(DataPart part, int* rows, int count, long step, float learningRate)
    {
        PrepareTraining(part, rows, step, learningRate);
        training.For(count).Run(pool);
        update.Run(pool);
    }

    /// <summary>As <see cref="Train"/>, adding the seconds of each operation to the given sums.</summary>
    public void Profile(DataPart part, int* rows, int count, long step, float learningRate, IDictionary<string, double> seconds)
    {
        PrepareTraining(part, rows, step, learningRate);
        training.For(count).Profile(pool, seconds);
        update.Profile(pool, seconds);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        pool.Dispose();
        training.Dispose();
        evaluation.Dispose();
        update.Dispose();
        packing.Dispose();
        Memory.Dispose();
        data.Dispose();
        host.Dispose();
    }

    private void PrepareTraining(DataPart part, int* rows, long step, float learningRate)
    {
        Prepare(part, rows);
        State->Step = (ulong)step;
        State->LearningRate = learningRate;
        (State->FirstMomentCorrection, State->SecondMomentCorrection) = plan.Rule is AdamRule adam
            ? ((float)(1 - Math.Pow(adam.Beta1, step)), (float)(1 - Math.Pow(adam.Beta2, step)))
            : (1f, 1f);
    }

    private void Prepare(DataPart part, int* rows)
    {
        Batch->Rows = rows;
        Batch->Fields = data.Sources(part);
    }
}
