using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training;

/// <summary>The order in which rows are visited, as row numbers that kernels read: shuffled anew for each epoch, from the seed alone.</summary>
internal sealed unsafe class RowOrder : IDisposable
{
    private readonly NativeBuffer buffer;
    private readonly int[] training;
    private readonly ulong seed;

    /// <summary>Orders for the rows of each part.</summary>
    public RowOrder(int[] training, int[] validation, int[] test, ulong seed)
    {
        this.seed = seed;
        this.training = training;
        buffer = new NativeBuffer(((long)training.Length + validation.Length + test.Length) * sizeof(int));
        var start = (int*)buffer.Pointer;
        Training = new RowSpan(start, training.Length);
        Validation = new RowSpan(start + Training.Count, validation.Length);
        Test = new RowSpan(start + Training.Count + Validation.Count, test.Length);
        validation.CopyTo(Validation.Rows);
        test.CopyTo(Test.Rows);
    }

    /// <summary>Rows to train on, in this epoch's order.</summary>
    public RowSpan Training { get; }

    /// <summary>Rows held out.</summary>
    public RowSpan Validation { get; }

    /// <summary>Rows of the test part.</summary>
    public RowSpan Test { get; }

    /// <summary>Sets the order of an epoch, whatever the order was before.</summary>
    public void Shuffle(int epoch)
    {
        training.CopyTo(Training.Rows);
        Permutation.Shuffle(Training.Rows, seed, RandomStreams.Shuffle, (ulong)epoch);
    }

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();
}
