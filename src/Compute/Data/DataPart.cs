namespace TrainingService.Compute.Data;

/// <summary>The rows of one part of a dataset, in memory, row after row. Features are bytes or floats; targets are labels or numbers.</summary>
public sealed class DataPart
{
    private DataPart(int rows, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<float> floats, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> targets)
    {
        Rows = rows;
        Bytes = bytes;
        Floats = floats;
        Labels = labels;
        Targets = targets;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Features as bytes 0 to 255 (images), [rows · features]; empty when they are floats.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Features as floats, [rows · features]; empty when they are bytes.</summary>
    public ReadOnlyMemory<float> Floats { get; }

    /// <summary>Class of each row; empty for number targets.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>Target numbers, [rows · target size]; empty for class targets.</summary>
    public ReadOnlyMemory<float> Targets { get; }

    /// <summary>Images with class labels.</summary>
    public static DataPart FromBytes(ReadOnlyMemory<byte> features, ReadOnlyMemory<int> labels) => new(labels.Length, features, default, labels, default);

    /// <summary>Numbers with class labels.</summary>
    public static DataPart FromFloats(ReadOnlyMemory<float> features, ReadOnlyMemory<int> labels) => new(labels.Length, default, features, labels, default);

    /// <summary>Numbers with number targets.</summary>
    public static DataPart FromFloats(int rows, ReadOnlyMemory<float> features, ReadOnlyMemory<float> targets) => new(rows, default, features, default, targets);
}
