using TrainingService.Compute.Backends;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Runtime;

/// <summary>What happens to gradients once a batch has made them: accumulation, their norm, and the update with the weights packed anew.</summary>
internal sealed unsafe class UpdateProgram : IDisposable
{
    private readonly WorkPool pool;
    private readonly StepState* state;
    private readonly MomentFactors factors;
    private readonly CompiledStep? accumulation;
    private readonly CompiledStep norm;
    private readonly CompiledStep update;
    private readonly PartialSums squares;

    /// <summary>Compiles for a plan.</summary>
    /// <param name="plan">Rule, penalties and packings.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="newStep">Makes an empty step in that memory.</param>
    /// <param name="state">Set before each update.</param>
    /// <param name="pool">Threads.</param>
    public UpdateProgram(RunPlan plan, ModelMemory memory, Func<CompiledStep> newStep, StepState* state, WorkPool pool)
    {
        this.pool = pool;
        this.state = state;
        factors = new MomentFactors(plan.Rule);
        if (memory.Accumulated != null)
        {
            accumulation = newStep();
            plan.Kernels.CompileAccumulation(plan.Spans, accumulation);
            accumulation.Seal();
        }

        norm = newStep();
        squares = plan.Kernels.CompileSquaredNorm(plan.Spans, norm);
        norm.Seal();
        update = newStep();
        update.Label = "update";
        plan.Kernels.CompileUpdate(plan.Rule, plan.LateSpans, update);
        update.Label = "packing";
        foreach (var packed in plan.Packings) plan.Kernels.CompilePacking(packed, update);
        update.Seal();
        state->GradientScale = 1;
    }

    /// <summary>Bytes of arguments and tables.</summary>
    public long ArgumentBytes => (accumulation?.ArgumentBytes ?? 0) + norm.ArgumentBytes + update.ArgumentBytes;

    /// <summary>Adds the last batch's gradients to those accumulated.</summary>
    /// <param name="weight">Their factor.</param>
    /// <param name="starts">Whether this batch is the first of its group.</param>
    public void Accumulate(double weight, bool starts)
    {
        (state->AccumulationWeight, state->StartsAccumulation) = ((float)weight, starts);
        accumulation!.Run(pool);
    }

    /// <summary>Euclidean norm of all gradients together, accumulated ones where there are any; not finite if one of them is not.</summary>
    public double Norm()
    {
        norm.Run(pool);
        return Math.Sqrt(squares.Total);
    }

    /// <summary>Sets what an update is made with. To be called before the gradients are computed where weights change meanwhile (<see cref="RunPlan.EarlyUpdates"/>).</summary>
    /// <param name="number">Number of the update, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="scale">Factor of the gradients.</param>
    public void Begin(long number, double rate, double scale)
    {
        (state->LearningRate, state->GradientScale) = ((float)rate, (float)scale);
        factors.Set(state, number);
    }

    /// <summary>Changes the weights that have not changed yet, and makes the packed copies of all.</summary>
    /// <param name="seconds">Receives the seconds of each operation, if given.</param>
    /// <param name="sampler">Receives the time of each call, if given.</param>
    public void Apply(IDictionary<string, double>? seconds = null, StepSampler? sampler = null)
    {
        if (sampler is not null) update.Run(pool, sampler.Update(update));
        else if (seconds is null) update.Run(pool);
        else update.Profile(pool, seconds);
    }

    /// <summary>What the samples say, with those of a step.</summary>
    public RunProfile? Report(StepSampler sampler, CompiledStep step) => sampler.Report(step, update);

    /// <inheritdoc/>
    public void Dispose()
    {
        accumulation?.Dispose();
        norm.Dispose();
        update.Dispose();
    }
}
