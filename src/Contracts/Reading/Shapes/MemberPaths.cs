using TrainingService.Contracts.Reading.Names;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>Where each setting of a spec lives, so that one put in the wrong place (`epochs` at the top) is sent to the right one (`training.epochs`).</summary>
internal static class MemberPaths
{
    /// <summary>Tells every record of a spec about the members of all others. Layers are left out as targets: there is no one layer to name.</summary>
    public static void Connect(RecordShape root)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var prefixes = new Dictionary<RecordShape, string>();
        var queue = new Queue<(RecordShape Record, string Prefix)>([(root, "")]);
        while (queue.TryDequeue(out var next))
        {
            prefixes.TryAdd(next.Record, next.Prefix);
            foreach (var member in next.Record.Members)
            {
                paths.TryAdd(member.Name, next.Prefix + member.Name);
                foreach (var part in Parts(member.Value)) queue.Enqueue((part, $"{next.Prefix}{member.Name}."));
            }
        }

        foreach (var record in All(root)) record.Elsewhere = name => Find(name, paths, prefixes.GetValueOrDefault(record));
    }

    /// <summary>A path that leads back to where the name stands belongs to a sibling: AdamW has weight_decay, Adam has not.</summary>
    private static string? Find(string name, Dictionary<string, string> paths, string? prefix)
    {
        string[] others = [.. paths.Where(path => prefix is null || path.Value != prefix + path.Key).Select(path => path.Key)];
        return Suggest.Synonym(name, others) is { } known ? paths[known] : null;
    }

    private static IEnumerable<RecordShape> Parts(ValueShape shape) => shape switch
    {
        RecordShape record => [record],
        UnionShape union => union.Derived,
        _ => [],
    };

    private static IEnumerable<RecordShape> All(RecordShape record) =>
        record.Members.SelectMany(member => Parts(member.Value is ListShape list ? list.Element : member.Value)).SelectMany(All).Prepend(record);
}
