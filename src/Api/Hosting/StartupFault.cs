using System.Data.Common;
using Microsoft.AspNetCore.Connections;

namespace TrainingService.Api.Hosting;

/// <summary>Faults that the person who starts the program can mend, said in a sentence instead of a stack trace.</summary>
internal static class StartupFault
{
    /// <summary>What happened and what to do; null for faults of our own making.</summary>
    public static string? Explain(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AddressInUseException:
                    return $"{fault.Message} Another program, or another TrainingService, listens there. Choose another address: --urls http://127.0.0.1:5081";
                case DbException { IsTransient: true }:
                    return $"The database does not answer: {e.Message} Check ConnectionStrings__Training, and that the server runs.";
                case InvalidOperationException when e.Source?.StartsWith("TrainingService.", StringComparison.Ordinal) == true:
                    return e.Message;
            }
        }

        return null;
    }
}
