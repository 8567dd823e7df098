using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Arrays;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Numpy;

/// <summary>
/// Rows of an array whose first index runs fastest: element (r, i, j, ...) lies at r + rows · (i + d1 · (j + ...)). The elements are spooled to a
/// mapped file, from which each row is gathered.
/// </summary>
internal sealed class FortranRows : IArrayRows
{
    private const string SpoolName = "spool.tmp";

    private readonly MappedFile mapped;
    private readonly string path;
    private readonly long[] offsets;
    private readonly int width;
    private readonly int elementBytes;
    private readonly bool bigEndian;
    private long row;

    private FortranRows(string path, NpyHeader header, int width)
    {
        this.path = path;
        this.width = width;
        elementBytes = header.Kind.Width();
        bigEndian = header.IsBigEndian;
        offsets = Offsets(header.Shape);
        mapped = new MappedFile(path, new FileInfo(path).Length);
    }

    public static FortranRows Spool(string file, Func<Stream> open, NpyHeader header, int width, ImportContext context)
    {
        if (header.Shape.Skip(1).Aggregate(1L, (product, size) => product * size) * width > context.Limits.ValueBytes)
        {
            throw Problems.TooLarge(file, "The values of a row", $"at most {context.Limits.ValueBytes:n0} bytes");
        }

        var path = Path.Combine(context.Folder, SpoolName);
        using (var from = open())
        using (var to = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            from.CopyTo(to);
        }

        var expected = header.Shape.Aggregate((long)width, (product, size) => product * size);
        if (new FileInfo(path).Length != expected) throw Problems.Truncated(file, "The file ends before all the values that its header declares.");
        return new FortranRows(path, header, width);
    }

    public void Read(Span<byte> rows)
    {
        var rowBytes = offsets.Length * width;
        for (var start = 0; start < rows.Length; start += rowBytes, row++)
        {
            for (var i = 0; i < offsets.Length; i++)
            {
                var element = rows.Slice(start + i * width, width);
                mapped.Bytes((row + offsets[i]) * width, width).CopyTo(element);
                if (bigEndian) Reverse(element);
            }
        }
    }

    public void End()
    {
        // The length was checked when it was spooled.
    }

    public void Dispose()
    {
        mapped.Dispose();
        File.Delete(path);
    }

    /// <summary>Where each value of a row lies, in row-major order of the row, counted in elements from the row's first.</summary>
    private static long[] Offsets(IReadOnlyList<long> shape)
    {
        var sizes = shape.Skip(1).ToArray();
        var offsets = new long[sizes.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < offsets.Length; i++)
        {
            var rest = (long)i;
            var index = new long[sizes.Length];
            for (var axis = sizes.Length - 1; axis >= 0; axis--)
            {
                index[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }

            var step = shape[0];
            for (var axis = 0; axis < sizes.Length; axis++)
            {
                offsets[i] += index[axis] * step;
                step *= sizes[axis];
            }
        }

        return offsets;
    }

    private void Reverse(Span<byte> element)
    {
        for (var i = 0; i < element.Length; i += elementBytes) element.Slice(i, elementBytes).Reverse();
    }
}
