using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Sqlite;

/// <summary>For `dotnet ef migrations add NAME --project src/Storage.Sqlite`; opens no database.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<TrainingContext>
{
    public TrainingContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<TrainingContext>();
        SqliteStorage.Configure(builder, SqliteStorage.FileName);
        return new TrainingContext(builder.Options);
    }
}
