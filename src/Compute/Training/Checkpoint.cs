using System.Text;
using TrainingService.Compute.Diagnosis;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training;

/// <summary>
/// The binary form of a run's full state: magic, fingerprint of what it belongs to, position, scores, early stopping, then parameters,
/// optimizer state and best parameters as raw float32, and an end mark. Little-endian. Its integrity (checksum) is the storage's matter.
/// </summary>
internal static class Checkpoint
{
    private const int EndMark = 0x444E4521;
    private static ReadOnlySpan<byte> Magic => "TSRUN004"u8;

    /// <summary>Writes a state.</summary>
    public static void Save(Stream destination, ReadOnlySpan<byte> fingerprint, TrainingState state, Scores[] scores, Updater updater, LossCurves curves, EarlyStopping? stopping, NativeBuffer[] blocks)
    {
        using var writer = new BinaryWriter(destination, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(fingerprint);
        writer.Write((int)state.Phase);
        writer.Write(state.Epoch);
        writer.Write(state.Batch);
        writer.Write(state.Step);
        writer.Write((byte)(state.StoppedEarly ? 1 : state.Stopped ? 2 : 0));
        writer.Write(state.EpochSeconds);
        writer.Write(state.TrainSeconds);
        writer.Write(state.TotalSeconds);
        writer.Write(state.Rows);
        foreach (var score in scores) score.Save(writer);

        updater.Save(writer);
        curves.Save(writer);
        writer.Write(stopping?.Best ?? 0);
        writer.Write(stopping?.BestEpoch ?? 0);
        writer.Write(stopping?.Waited ?? 0);
        foreach (var block in blocks)
        {
            writer.Write(block.Bytes);
            writer.Flush();
            block.WriteTo(destination);
        }

        writer.Write(EndMark);
    }

    /// <summary>Reads a state into existing objects of the same shapes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or belongs to something else.</exception>
    public static void Restore(Stream source, ReadOnlySpan<byte> fingerprint, TrainingState state, Scores[] scores, Updater updater, LossCurves curves, EarlyStopping? stopping, NativeBuffer[] blocks)
    {
        using var reader = new BinaryReader(source, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic)) throw new InvalidDataException("This is no checkpoint of this version.");
            if (!reader.ReadBytes(fingerprint.Length).AsSpan().SequenceEqual(fingerprint))
                throw new InvalidDataException("The checkpoint belongs to another spec, dataset version or instruction set.");
            state.Phase = (Phase)reader.ReadInt32();
            state.Epoch = reader.ReadInt32();
            state.Batch = reader.ReadInt32();
            state.Step = reader.ReadInt64();
            var ended = reader.ReadByte();
            (state.StoppedEarly, state.Stopped) = (ended == 1, ended == 2);
            state.EpochSeconds = reader.ReadDouble();
            state.TrainSeconds = reader.ReadDouble();
            state.TotalSeconds = reader.ReadDouble();
            state.Rows = reader.ReadInt64();
            foreach (var score in scores) score.Restore(reader);

            updater.Restore(reader);
            curves.Restore(reader);
            var (best, bestEpoch, waited) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32());
            if (stopping is not null) (stopping.Best, stopping.BestEpoch, stopping.Waited) = (best, bestEpoch, waited);
            foreach (var block in blocks)
            {
                var length = reader.ReadInt64();
                if (length != block.Bytes) throw new InvalidDataException($"A block of {length} bytes stands where {block.Bytes} are expected.");
                block.ReadFrom(source);
            }

            if (reader.ReadInt32() != EndMark) throw new InvalidDataException("The checkpoint does not end where it should.");
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The checkpoint is cut short.", exception);
        }
    }
}
