using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using TrainingService.Api.Specs;

namespace TrainingService.Api.Hosting;

/// <summary>What one client may take of the server.</summary>
internal static class KestrelLimits
{
    /// <summary>Limits of connections and requests.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // Far above the limit of a spec: up to here a body that is too large is read to its end, so that the client gets to see the answer.
        kestrel.Limits.MaxRequestBodySize = 16 * SpecBody.MaxBytes;
        // Five hundred ids in one address, which is what comparisons take.
        kestrel.Limits.MaxRequestLineSize = 24 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }

    /// <summary>Limits of the hub: its messages are a method's name, an id and a number.</summary>
    public static void Apply(HubOptions hub)
    {
        hub.MaximumReceiveMessageSize = 4 * 1024;
        hub.StreamBufferCapacity = 1;
        hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
        hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
    }

    /// <summary>Limits of a connection to the hub: one that stops reading costs little, so it is cut only when it is as good as gone.</summary>
    public static void Apply(HttpConnectionDispatcherOptions connection) => connection.TransportSendTimeout = TimeSpan.FromMinutes(15);
}
