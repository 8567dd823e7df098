using TrainingService.Compute.Diagnosis;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Tests.Diagnosis;

public sealed class RunDiagnoserTests
{
    private static readonly RunSpec Spec = Make.Spec(new DenseLayer { Units = 32 }, new DenseLayer { Units = 4 });

    [Fact]
    public void Curves_of_each_kind_are_told_apart_and_the_numbers_are_named()
    {
        Check(DiagnosisVerdict.Healthy, "1.3", [1.3, 0.6, 0.3, 0.2, 0.19], [1.2, 0.6, 0.35, 0.25, 0.24]);
        Check(DiagnosisVerdict.Overfitting, "epoch 2 (0.7)", [1.3, 0.6, 0.3, 0.1, 0.02], [1.2, 0.7, 0.8, 0.9, 1.1]);
        Check(DiagnosisVerdict.Underfitting, "guessing has 1.39", [1.38, 1.37, 1.36, 1.36, 1.36], [1.4, 1.39, 1.38, 1.38, 1.38]);
        Check(DiagnosisVerdict.Underfitting, "still falling", [1.3, 1.1, 0.9, 0.7, 0.5], [1.3, 1.1, 0.9, 0.7, 0.5]);
        Check(DiagnosisVerdict.Unstable, "0.4", [1.0, 0.4, 0.9, 0.5, 2.0], [1, 1, 1, 1, 1]);
        Check(DiagnosisVerdict.Unstable, "jumped", [1.0, 0.4, 0.7, 0.4, 0.6, 0.3], [1, 1, 1, 1, 1, 1]);
        Check(DiagnosisVerdict.Healthy, "dataset.validation", [1.3, 0.3, 0.05, 0.04], []);
    }

    [Fact]
    public void Remedies_are_said_in_the_words_of_the_spec()
    {
        var overfitted = RunDiagnoser.Of(Curves([1.3, 0.6, 0.3, 0.1, 0.02], [1.2, 0.7, 0.8, 0.9, 1.1]), Spec, null);
        Assert.Contains(new DiagnosisRemedy("add dropout 0.3 before layers/1", "#/model/layers/1"), overfitted.Remedies);
        Assert.Contains(overfitted.Remedies, remedy => remedy.Pointer == "#/training/early_stopping");
        var unstable = RunDiagnoser.Of(Curves([1, 0.4, 0.9, 0.5, 2], []), Spec, null);
        Assert.Contains(new DiagnosisRemedy("lower learning_rate to 0.003", "#/optimizer/learning_rate"), unstable.Remedies);
        var under = RunDiagnoser.Of(Curves([1.38, 1.37, 1.36], []), Spec, Math.Log(4));
        Assert.Contains(new DiagnosisRemedy("more epochs: 6", "#/training/epochs"), under.Remedies);
    }

    [Fact]
    public void A_run_that_learns_stripes_is_healthy() =>
        Assert.Equal(DiagnosisVerdict.Healthy, Train(Spec with { Training = new TrainingSpec { Epochs = 15, BatchSize = new BatchSize(16) } }, Make.Stripes()).Verdict);

    [Fact]
    public void A_run_that_learns_noise_by_heart_is_overfitting()
    {
        var diagnosis = Train(Spec with { Training = new TrainingSpec { Epochs = 40, BatchSize = new BatchSize(16) } }, Noise());
        Assert.Equal(DiagnosisVerdict.Overfitting, diagnosis.Verdict);
    }

    [Fact]
    public void A_run_with_far_too_small_steps_is_underfitting() => Assert.Equal(
        DiagnosisVerdict.Underfitting,
        Train(Spec with { Optimizer = new SgdOptimizer { LearningRate = 1e-6 }, Training = new TrainingSpec { Epochs = 4 } }, Make.Stripes()).Verdict);

    [Fact]
    public void A_run_with_far_too_large_steps_is_unstable()
    {
        var diagnosis = Train(
            Make.Spec(new DenseLayer { Units = 32, Activation = Activation.Tanh }, new DenseLayer { Units = 4 }) with
            {
                Optimizer = new SgdOptimizer { LearningRate = 50 }, Training = new TrainingSpec { Epochs = 10, BatchSize = new BatchSize(8) },
            },
            Noise());
        Assert.True(diagnosis.Verdict == DiagnosisVerdict.Unstable, string.Join(" ", diagnosis.Evidence));
        Assert.Contains(diagnosis.Remedies, remedy => remedy.Pointer == "#/optimizer/learning_rate");
    }

    /// <summary>Stripes whose labels have nothing to do with them.</summary>
    private static Compute.Data.Dataset Noise()
    {
        var noise = Make.Stripes(rows: 120);
        var labels = noise.Training.Labels.ToArray();
        for (var i = 0; i < labels.Length; i++) labels[i] = (int)(Philox.Block((uint)i, 0, 0, 0, Philox.Key(1, 0)).Word0 % 4);
        return noise with { Training = Compute.Data.DataPart.FromFloats(noise.Training.Floats, labels) };
    }

    private static void Check(DiagnosisVerdict verdict, string evidence, double[] training, double[] validation)
    {
        var diagnosis = RunDiagnoser.Of(Curves(training, validation), Spec, Math.Log(4));
        Assert.Equal(verdict, diagnosis.Verdict);
        Assert.Contains(diagnosis.Evidence, sentence => sentence.Contains(evidence, StringComparison.Ordinal));
        Assert.Equal(verdict == DiagnosisVerdict.Healthy, diagnosis.Remedies.Count == 0);
    }

    private static LossCurves Curves(double[] training, double[] validation)
    {
        var curves = new LossCurves();
        for (var i = 0; i < training.Length; i++) curves.Add(training[i], i < validation.Length ? validation[i] : null);
        return curves;
    }

    private static RunDiagnosis Train(RunSpec spec, Compute.Data.Dataset data)
    {
        using var run = new TrainingRun(Make.Plan(spec, data), data);
        while (true)
        {
            if (run.Advance().Result is { } result) return result.Diagnosis!;
        }
    }
}
