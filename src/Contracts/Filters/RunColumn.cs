namespace TrainingService.Contracts.Filters;

/// <summary>What a run itself says, as far as it can be filtered and sorted by.</summary>
public enum RunColumn
{
    /// <summary>Its id.</summary>
    Id,

    /// <summary>Where it is in its life.</summary>
    State,

    /// <summary>Its name.</summary>
    Name,

    /// <summary>Whose it is.</summary>
    Owner,

    /// <summary>Its order among its owner's waiting runs.</summary>
    Priority,

    /// <summary>What people noted about it.</summary>
    Notes,

    /// <summary>The dataset's name.</summary>
    Dataset,

    /// <summary>The dataset's content hash.</summary>
    DatasetVersion,

    /// <summary>The device it ran on, or the one asked for until then.</summary>
    Device,

    /// <summary>The worker that holds it.</summary>
    Worker,

    /// <summary>The code of its failure.</summary>
    Failure,

    /// <summary>Its labels.</summary>
    Tags,

    /// <summary>When it was submitted.</summary>
    CreatedAt,

    /// <summary>When a worker first took it.</summary>
    StartedAt,

    /// <summary>When it ended.</summary>
    FinishedAt,

    /// <summary>Seconds from its start to its end.</summary>
    Duration,

    /// <summary>Workers that took it so far.</summary>
    Attempt,

    /// <summary>Epochs trained so far.</summary>
    Epochs,
}
