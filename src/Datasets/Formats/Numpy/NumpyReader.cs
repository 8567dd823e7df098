using System.IO.Compression;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Arrays;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Numpy;

/// <summary>
/// NumPy arrays: `.npy` files are columns named as the file (its part's word left out), the arrays of an `.npz` are columns named as the arrays.
/// x_train and x_test in one file are the column x in two parts.
/// </summary>
internal sealed class NumpyReader : IFormatReader
{
    private const int MostArrays = 10_000;

    public DatasetFormat Format => DatasetFormat.Numpy;

    public ReadResult Read(ImportContext context)
    {
        var arrays = new List<ArraySource>();
        foreach (var file in context.Files.Where(file => !ClassNames.IsList(file)))
        {
            if (IsZip(file)) arrays.AddRange(Archive(file, context));
            else arrays.Add(Single(file, context));
        }

        // Arrays that name their part in files that do not: the others belong to the training part.
        if (arrays.Any(array => array.Part is not (DatasetPart.All or DatasetPart.Train)))
        {
            arrays = [.. arrays.Select(array => array.Part == DatasetPart.All ? array with { Part = DatasetPart.Train } : array)];
        }

        return ArrayImport.Read(context, arrays, bytesArePictures: false);
    }

    private static bool IsZip(ImportFile file)
    {
        using var stream = File.OpenRead(file.Path);
        return stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
    }

    private static ArraySource Single(ImportFile file, ImportContext context)
    {
        using var stream = File.OpenRead(file.Path);
        var header = NpyHeader.Read(stream, file.Name);
        var (name, _) = NameAndPart(Path.GetFileNameWithoutExtension(file.Name));
        return Source(file, file.Part!, name, header, stream.Length, () => Skip(File.OpenRead(file.Path), header), context);
    }

    private static List<ArraySource> Archive(ImportFile file, ImportContext context)
    {
        var sources = new List<ArraySource>();
        try
        {
            using var archive = ZipFile.OpenRead(file.Path);
            if (archive.Entries.Count > MostArrays) throw Problems.TooLarge(file.Name, $"{archive.Entries.Count:n0} arrays",
                $"at most {MostArrays:n0}");
            foreach (var entry in archive.Entries)
            {
                using var stream = new LimitedStream(entry.Open(), file.Name, context.Limits.UnpackedBytes);
                var header = NpyHeader.Read(stream, file.Name);
                var (name, part) = NameAndPart(entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName);
                var key = entry.FullName;
                sources.Add(Source(file, part ?? file.Part!, name, header, entry.Length, () => Skip(OpenEntry(file, key, context.Limits), header),
                    context));
            }
        }
        catch (InvalidDataException exception)
        {
            throw Problems.Damaged(file.Name, $"The archive of arrays can't be read ({exception.Message})", exception);
        }

        return sources;
    }

    private static ArraySource Source(ImportFile file, string part, string name, NpyHeader header, long bytes, Func<Stream> open,
        ImportContext context)
    {
        if (header.Shape.Count == 0) throw Problems.At("unsupported_array", file.Name, $"\"{name}\" is a single value.", column: name,
            expected: "an array whose first dimension is rows", remedy: $"Leave it out with columns.{name}.exclude.");
        if (header.Shape.Skip(1).Any(size => size is 0 or > int.MaxValue)) throw Problems.At("shape", file.Name,
            $"The shape is [{string.Join(", ", header.Shape)}].", column: name, expected: "sizes of at least 1");
        var width = header.Kind.Width() * Math.Max(1, header.TextLength);
        var needed = (decimal)width;
        foreach (var size in header.Shape) needed *= size;
        if (needed != bytes - header.DataOffset)
        {
            if (needed > bytes - header.DataOffset) throw Problems.Truncated(file.Name,
                $"\"{name}\" declares [{string.Join(", ", header.Shape)}] values, {needed:n0} bytes, but has {bytes - header.DataOffset:n0}.");
            throw Problems.Damaged(file.Name, $"\"{name}\" goes on after the {needed:n0} bytes that its shape declares.");
        }

        int[] rowShape = [.. header.Shape.Skip(1).Select(size => (int)size)];
        return new ArraySource(part, file.Name, name, header.Kind, header.TextLength, header.Shape[0], rowShape, Open);

        IArrayRows Open()
        {
            var elementBytes = header.Kind.Width();
            if (!header.IsFortran || header.Shape.Count == 1) return new StreamRows(file.Name, open(), elementBytes, header.IsBigEndian);
            return FortranRows.Spool(file.Name, open, header, width, context);
        }
    }

    /// <summary>The entry of an archive that is opened for it alone, as entries of one archive can't be read in turns.</summary>
    private static LimitedStream OpenEntry(ImportFile file, string entry, ImportLimits limits)
    {
        var archive = ZipFile.OpenRead(file.Path);
        try
        {
            return new LimitedStream(new OwningStream(archive.GetEntry(entry)!.Open(), archive), file.Name, limits.UnpackedBytes);
        }
        catch (InvalidDataException)
        {
            archive.Dispose();
            throw;
        }
    }

    private static Stream Skip(Stream stream, NpyHeader header)
    {
        var skipped = new byte[header.DataOffset];
        stream.ReadExactly(skipped);
        return stream;
    }

    /// <summary>The column's name without a word that says the part, such as x_train; and the part.</summary>
    private static (string Name, string? Part) NameAndPart(string name)
    {
        var words = name.Split('_', '-', '.');
        string[] rest = [.. words.Where(word => PartGuess.FromName(word) is null)];
        var part = rest.Length == words.Length ? null : PartGuess.FromName(name);
        return rest.Length == 0 ? ("data", part) : part is null ? (name, null) : (string.Join('_', rest), part);
    }
}
