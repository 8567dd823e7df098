using System.Text.Json;

namespace TrainingService.Contracts.Validation;

/// <summary>What `POST /api/v1/runs/validate` answers for a good spec: what would be trained, before anything is.</summary>
public sealed record ValidationReport
{
    /// <summary>The spec with all defaults filled in and the dataset's version named.</summary>
    public required JsonElement Spec { get; init; }

    /// <summary>Shape of one row of input, without the batch.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>Shape of one row of output, without the batch.</summary>
    public required IReadOnlyList<int> OutputShape { get; init; }

    /// <summary>Layer by layer.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>Trainable parameters of the whole network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Floating-point operations (a multiply-add is two) of one training step over one row: forward and backward.</summary>
    public required long FlopsPerSample { get; init; }

    /// <summary>Bytes that training will allocate, exactly, by purpose.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>Rows trained on, validated on and tested on.</summary>
    public required SplitReport Rows { get; init; }

    /// <summary>Training steps in one epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>How long training will probably take; null when nothing like it has been trained here.</summary>
    public TimeEstimate? Estimate { get; init; }

    /// <summary>The first row trained on as the network will get it. Of more than 100,000 rows its numbers (not its categories) are learned from 100,000 of them.</summary>
    public IReadOnlyList<SampleField>? Sample { get; init; }

    /// <summary>Things that work but are seldom meant.</summary>
    public IReadOnlyList<SpecError> Warnings { get; init; } = [];
}

/// <summary>One layer as it will be built.</summary>
/// <param name="Index">Its place in `model.layers`, from 0.</param>
/// <param name="Type">Its `type`.</param>
/// <param name="Id">Its `id`, if it has one.</param>
/// <param name="OutputShape">Shape of one row of its output, without the batch.</param>
/// <param name="Parameters">Its trainable parameters.</param>
/// <param name="FlopsPerSample">Floating-point operations forward and backward for one row.</param>
public sealed record LayerReport(int Index, string Type, string? Id, IReadOnlyList<int> OutputShape, long Parameters, long FlopsPerSample);

/// <summary>The exact memory of a training plan, in bytes.</summary>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="Gradients">Their gradients.</param>
/// <param name="OptimizerState">Moments and such.</param>
/// <param name="PackedWeights">Copies of weights in the order the kernels read them, and tables of the kernels.</param>
/// <param name="Activations">Values kept between forward and backward and gradients of values, after reuse, for training and evaluation together.</param>
/// <param name="Total">All of it.</param>
public sealed record MemoryReport(long Parameters, long Gradients, long OptimizerState, long PackedWeights, long Activations, long Total);

/// <summary>How many rows each part of the data has.</summary>
/// <param name="Training">Rows trained on.</param>
/// <param name="Validation">Rows held out of the training part.</param>
/// <param name="Test">Rows of the test part.</param>
public sealed record SplitReport(int Training, int Validation, int Test);
