namespace TrainingService.Datasets.Formats.Arrays;

/// <summary>Types of numbers in array files.</summary>
internal enum ElementKind
{
    Boolean,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,

    /// <summary>UTF-32 characters, padded with zeros.</summary>
    Utf32,

    /// <summary>Bytes, padded with zeros.</summary>
    Bytes,
}

/// <summary>Sizes and families of element kinds.</summary>
internal static class ElementKinds
{
    /// <summary>Bytes of one element; of one character for texts.</summary>
    public static int Width(this ElementKind kind) => kind switch
    {
        ElementKind.Boolean or ElementKind.UInt8 or ElementKind.Int8 or ElementKind.Bytes => 1,
        ElementKind.UInt16 or ElementKind.Int16 or ElementKind.Float16 => 2,
        ElementKind.UInt32 or ElementKind.Int32 or ElementKind.Float32 or ElementKind.Utf32 => 4,
        _ => 8,
    };

    public static bool IsText(this ElementKind kind) => kind is ElementKind.Utf32 or ElementKind.Bytes;

    public static bool IsInteger(this ElementKind kind) => kind is >= ElementKind.UInt8 and <= ElementKind.Int64;
}
