namespace TrainingService.Worker.Leases;

/// <summary>The lease is gone or may be: stop, write no more.</summary>
internal sealed class LeaseLostException(string message) : Exception(message);
