using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrainingService.Storage.Feed;
using TrainingService.Storage.Model;
using TrainingService.Storage.Runs;
using TrainingService.Storage.Tests.Support;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Storage.Tests.Runs;

[Collection(PostgresCollection.Name)]
public sealed class LostAnswerTests(PostgresFixture postgres) : StorageTest(postgres)
{
    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_done_once_and_told_all_the_same()
    {
        await using var tap = new SignalTap(Database.Signals);
        await tap.ListeningAsync();
        var lease = await ClaimedAsync();
        var seq = (await Store.FindAsync(lease.RunId, None))!.LastSeq;
        var contexts = new LosingContexts(Database.Get<DbContextOptions<TrainingContext>>());
        var leases = new RunLeases(
            new RunTransactions(contexts, Database.Dialect, Database.Signals, NullLogger<RunTransactions>.Instance), TimeProvider.System);

        await leases.CommitEpochAsync(lease, Epoch(1, 1), None);

        Assert.Equal(2, contexts.Commits);
        Assert.Equal(seq + 1, Assert.Single(await Store.EventsAsync(lease.RunId, seq, 10, None)).Seq);
        await tap.ExpectAsync(s => s == new RunSignal(lease.RunId, seq + 1));
    }

    /// <summary>The connection breaks after the first commit, before its answer.</summary>
    private sealed class LosingContexts(DbContextOptions<TrainingContext> options) : DbTransactionInterceptor, IDbContextFactory<TrainingContext>
    {
        public int Commits { get; private set; }

        public TrainingContext CreateDbContext() => new(new DbContextOptionsBuilder<TrainingContext>(options).AddInterceptors(this).Options);

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            Commits++ == 0 ? throw new NpgsqlException("The answer was lost.", new IOException()) : Task.CompletedTask;
    }
}
