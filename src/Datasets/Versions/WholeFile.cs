namespace TrainingService.Datasets.Versions;

/// <summary>Writes files that are there whole or not at all, also after a power cut.</summary>
internal static class WholeFile
{
    /// <summary>Writes to a temporary file beside the target, flushes it to disk, then renames it over the target.</summary>
    public static void Write(string path, IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                foreach (var block in blocks) file.Write(block.Span);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
