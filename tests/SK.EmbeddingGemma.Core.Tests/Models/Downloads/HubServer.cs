using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SK.EmbeddingGemma.Models;

/// <summary>A web server on a port of this machine, as faulty as a test wants it: one request for each connection.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<HubRequest, HubReply> _answer;
    private readonly Task _accepting;

    public HubServer(Func<HubRequest, HubReply> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the port.</summary>
    public int Port { get; }

    /// <summary>Gets the address.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _connections.Add(Task.Run(() => ServeAsync(socket), CancellationToken.None)); // an answer that waits keeps nobody else waiting
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                var request = await ReadAsync(stream);
                await WriteAsync(stream, socket, request, _answer(request));
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                // The client went away, or the server ends.
            }
        }
    }

    private async Task<HubRequest> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token);
            text.Append(Encoding.ASCII.GetString(buffer, 0, count > 0 ? count : throw new IOException("The client closed the connection.")));
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new HubRequest(Port, first[0], Uri.UnescapeDataString(first[1]), headers);
    }

    private async Task WriteAsync(Stream stream, Socket socket, HubRequest request, HubReply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Reason\r\nConnection: close\r\n");
        if (!reply.HidesLength && !reply.Headers.ContainsKey("Content-Length"))
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {reply.Body.Length}\r\n");
        foreach (var (name, value) in reply.Headers)
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (request.Method == "HEAD")
            return;

        await stream.WriteAsync(reply.Body.AsMemory(0, Math.Min(reply.Body.Length, reply.CutAfter ?? reply.StallAfter ?? int.MaxValue)), _stop.Token);
        if (reply.StallAfter is not null)
            await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
        if (reply.CutAfter is null)
            socket.Shutdown(SocketShutdown.Send);
    }
}
