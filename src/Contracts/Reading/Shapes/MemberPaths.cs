using TrainingService.Contracts.Reading.Names;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>Where each setting of a spec lives, so that one put in the wrong place (`epochs` at the top) is sent to the right one (`training.epochs`).</summary>
internal static class MemberPaths
{
    /// <summary>Tells every record of a spec about the members of all others. Layers are left out as targets: there is no one layer to name.</summary>
    public static void Connect(RecordShape root)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<(RecordShape Record, string Prefix)>([(root, "")]);
        while (queue.TryDequeue(out var next))
        {
            foreach (var member in next.Record.Members)
            {
                paths.TryAdd(member.Name, next.Prefix + member.Name);
                foreach (var part in Parts(member.Value)) queue.Enqueue((part, $"{next.Prefix}{member.Name}."));
            }
        }

        Func<string, string?> find = name => Suggest.Synonym(name, paths.Keys) is { } known ? paths[known] : null;
        foreach (var record in All(root)) record.Elsewhere = find;
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
