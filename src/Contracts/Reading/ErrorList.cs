using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading;

/// <summary>Collects errors up to the limit and counts the rest, whose texts are never made.</summary>
internal sealed class ErrorList
{
    /// <summary>Nobody mends a thousand errors in one go: lists are not read further then, which bounds the time for hostile bodies.</summary>
    private const int MostCounted = 1000;

    private readonly List<SpecError> listed = [];

    /// <summary>All errors so far, listed or not.</summary>
    public int Count { get; private set; }

    /// <summary>Whether further errors are only counted.</summary>
    public bool IsFull => Count >= SpecReader.MaxErrors;

    /// <summary>Whether there are so many that reading on is of no use.</summary>
    public bool IsHopeless => Count >= MostCounted;

    /// <summary>Adds an error; its text is made only if it will be listed.</summary>
    public void Add(Func<SpecError> error)
    {
        if (!IsFull) listed.Add(error());
        Count++;
    }

    /// <summary>Counts an error when the list is full already, sparing the search for what was meant.</summary>
    public void AddUnlisted() => Count++;

    /// <summary>Adds "not a …, but …" for a value of the wrong kind.</summary>
    public void AddWrongType(JsonPointer at, System.Text.Json.JsonElement json, string expected) =>
        Add(() => new SpecError(at.ToString(), "wrong_type", $"{at.Label} is {Shown.Of(json)}.", expected));

    /// <summary>The errors, with a note of how many are not listed.</summary>
    public IReadOnlyList<SpecError> ToList()
    {
        var more = Count - listed.Count;
        if (more == 0) return listed;
        return [.. listed, new SpecError("#", "too_many_errors", $"{(IsHopeless ? "At least " : "")}{more} more {(more == 1 ? "error is" : "errors are")} not listed.")];
    }
}
