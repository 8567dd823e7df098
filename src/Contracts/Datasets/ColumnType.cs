namespace TrainingService.Contracts.Datasets;

/// <summary>What a column holds. Values of every type but images, masks and tensors may be missing.</summary>
public enum ColumnType
{
    /// <summary>Numbers; missing ones read as NaN.</summary>
    Number,

    /// <summary>One of a fixed list of classes, as a code into the column's `classes`; -1 where missing.</summary>
    Category,

    /// <summary>Free text in UTF-8.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Points in time, in microseconds since 1970-01-01 UTC.</summary>
    Time,

    /// <summary>Images [height, width, channels] of bytes. When all have one shape they are stored decoded, otherwise as the files they came
    /// in.</summary>
    Image,

    /// <summary>A class per pixel [height, width], one byte each; 255 means "not labelled".</summary>
    Mask,

    /// <summary>Any number of boxes per row: x and y of the left upper corner, width, height in pixels, and a class.</summary>
    Boxes,

    /// <summary>Numbers of one fixed shape per row.</summary>
    Tensor,
}

/// <summary>How a column's values lie on disk, little-endian.</summary>
public enum ColumnStorage
{
    /// <summary>One byte a value, 0 to 255.</summary>
    Uint8,

    /// <summary>Four-byte integers; the smallest one means missing (-1 for codes).</summary>
    Int32,

    /// <summary>Eight-byte integers; the smallest one means missing.</summary>
    Int64,

    /// <summary>Four-byte floating point; NaN means missing.</summary>
    Float32,

    /// <summary>Eight-byte floating point; NaN means missing.</summary>
    Float64,

    /// <summary>UTF-8 text of any length.</summary>
    Utf8,

    /// <summary>Encoded image files of any length (PNG, JPEG, WebP).</summary>
    Encoded,

    /// <summary>Lists of boxes: five four-byte floats each.</summary>
    Boxes,
}

/// <summary>What a column seems to be for. A guess; a spec says what it uses.</summary>
public enum ColumnRole
{
    /// <summary>Something to learn from.</summary>
    Feature,

    /// <summary>What is to be predicted.</summary>
    Target,

    /// <summary>A name or number of the row; nothing can be learnt from it.</summary>
    Id,

    /// <summary>The row's point in time: rows are to be split by it.</summary>
    Time,

    /// <summary>Rows with the same value belong together and must not be parted by a split.</summary>
    Group,
}
