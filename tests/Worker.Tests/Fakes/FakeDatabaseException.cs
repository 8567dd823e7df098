using System.Data.Common;

namespace TrainingService.Worker.Tests.Fakes;

/// <summary>A database's error, by SQLSTATE.</summary>
internal sealed class FakeDatabaseException(string? sqlState = "08006") : DbException("The connection broke.")
{
    public override string? SqlState => sqlState;
}
