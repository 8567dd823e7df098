using System.Globalization;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Diagnosis;

/// <summary>What to change in a spec for each verdict.</summary>
internal static class DiagnosisRemedies
{
    /// <summary>The remedies, the most promising first.</summary>
    public static IEnumerable<DiagnosisRemedy> Of(DiagnosisVerdict verdict, LossCurves curves, RunSpec spec) => verdict switch
    {
        DiagnosisVerdict.Unstable => Unstable(spec),
        DiagnosisVerdict.Overfitting => Overfitting(curves, spec),
        DiagnosisVerdict.Underfitting => Underfitting(curves, spec),
        _ => [],
    };

    private static IEnumerable<DiagnosisRemedy> Unstable(RunSpec spec)
    {
        yield return new($"lower learning_rate to {Shown(0.3 * spec.Optimizer.LearningRate)}", "#/optimizer/learning_rate");
        if (spec.Optimizer.ClipNorm is null) yield return new("clip gradients: clip_norm 1", "#/optimizer/clip_norm");
        if (spec.Optimizer.WarmupSteps == 0) yield return new("warm up: warmup_steps 100", "#/optimizer/warmup_steps");
        if (spec.Training.BatchSize.Rows is { } rows and < 64) yield return new($"larger batches: batch_size {2 * rows}", "#/training/batch_size");
    }

    private static IEnumerable<DiagnosisRemedy> Overfitting(LossCurves curves, RunSpec spec)
    {
        if (spec.Training.EarlyStopping is null)
        {
            var best = Enumerable.Range(1, curves.Validation.Count).MinBy(epoch => curves.Validation[epoch - 1]);
            yield return new($"stop early: early_stopping with monitor val_loss (epoch {best} was the best)", "#/training/early_stopping");
        }

        var layers = spec.Model.Layers;
        var dropout = LastIndex(layers, layer => layer is DropoutLayer);
        var dense = LastIndex(layers, layer => layer is DenseLayer);
        if (dropout >= 0) yield return new($"raise the dropout rate of layers/{dropout} to {Shown(Math.Min(0.8, ((DropoutLayer)layers[dropout]).Rate + 0.2))}", $"#/model/layers/{dropout}/rate");
        else if (dense > 0) yield return new($"add dropout 0.3 before layers/{dense}", $"#/model/layers/{dense}");
        var l2 = spec.Regularization.L2;
        yield return new($"penalize weights: l2 {Shown(l2 == 0 ? 1e-3 : 10 * l2)}", "#/regularization/l2");
        if (Widest(layers) is (>= 0 and var index, var units)) yield return new($"a smaller model: {units / 2} in place of {units} in layers/{index}", $"#/model/layers/{index}");
        yield return new("more or augmented training data", "#/dataset");
    }

    private static IEnumerable<DiagnosisRemedy> Underfitting(LossCurves curves, RunSpec spec)
    {
        var epochs = spec.Training.Epochs;
        var isFalling = curves.Training.Count > 1 && curves.Training[^1] < curves.Training[^2];
        if (isFalling) yield return new($"more epochs: {2 * epochs}", "#/training/epochs");
        yield return new($"raise learning_rate to {Shown(3 * spec.Optimizer.LearningRate)}", "#/optimizer/learning_rate");
        if (Widest(spec.Model.Layers) is (>= 0 and var index, var units)) yield return new($"a larger model: {2 * units} in place of {units} in layers/{index}", $"#/model/layers/{index}");
        else yield return new("a larger model: a hidden layer, such as dense with 64 units and relu, before the last", "#/model/layers");
        if (spec.Regularization.L2 > 0) yield return new($"a smaller penalty: l2 {Shown(spec.Regularization.L2 / 10)}", "#/regularization/l2");
        if (spec.Regularization.L1 > 0) yield return new($"a smaller penalty: l1 {Shown(spec.Regularization.L1 / 10)}", "#/regularization/l1");
        var dropout = LastIndex(spec.Model.Layers, layer => layer is DropoutLayer);
        if (dropout >= 0) yield return new($"leave out the dropout in layers/{dropout}", $"#/model/layers/{dropout}");
        if (!isFalling) yield return new($"more epochs: {2 * epochs}", "#/training/epochs");
    }

    /// <summary>The widest hidden layer: the last one's width belongs to the data.</summary>
    private static (int Index, int Units) Widest(IReadOnlyList<LayerSpec> layers) => layers
        .SkipLast(1)
        .Select((layer, i) => (Index: i, Units: layer switch { DenseLayer dense => dense.Units, Conv2DLayer conv => conv.Filters, _ => 0 }))
        .Where(layer => layer.Units > 1)
        .Append((Index: -1, Units: 0))
        .MaxBy(layer => layer.Units);

    private static int LastIndex(IReadOnlyList<LayerSpec> layers, Func<LayerSpec, bool> match)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (match(layers[i])) return i;
        }

        return -1;
    }

    private static string Shown(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
