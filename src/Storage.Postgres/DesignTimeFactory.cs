using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Postgres;

/// <summary>For `dotnet ef migrations add NAME --project src/Storage.Postgres`; opens no connection.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<TrainingContext>
{
    public TrainingContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<TrainingContext>();
        PostgresStorage.Configure(builder, NpgsqlDataSource.Create("Host=127.0.0.1;Database=training"));
        return new TrainingContext(builder.Options);
    }
}
