using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Sqlite;

/// <summary>
/// EF locks migrations on SQLite by a row in `__EFMigrationsLock`. A process killed in the middle leaves the row, and every later start would
/// wait for it forever. Whoever holds the file lock knows that no other process migrates: a row seen then is a dead one's.
/// </summary>
internal static class StaleMigrationLock
{
    public static async Task ClearAsync(TrainingContext context, CancellationToken cancellation)
    {
        var exists = await context.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellation);
        if (exists > 0) await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellation);
    }
}
