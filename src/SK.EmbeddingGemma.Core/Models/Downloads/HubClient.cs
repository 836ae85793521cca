using System.Net;
using System.Net.Http.Headers;

namespace SK.EmbeddingGemma.Models;

/// <summary>
/// Asks a hub for files, and follows where it leads. The token goes to the hub's own scheme, host and port alone. Thread-safe.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly HubSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <summary>Creates a client.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">What sends, disposed with the client; <see langword="null"/> for the system's own, with its proxies.</param>
    public HubClient(HubSettings settings, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_settings, _time) = (settings, time);
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        });
    }

    /// <summary>Asks what a file is, without its bytes.</summary>
    /// <exception cref="HubException">The server refuses or cannot be reached.</exception>
    public async Task<HubFacts> DescribeAsync(HubFile file, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Head, file, range: null, cancellationToken).ConfigureAwait(false);
        return answer.Facts;
    }

    /// <summary>Asks for a file's bytes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="range">Which of them; <see langword="null"/> for all. A server may give all the same.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="HubException">The server refuses or cannot be reached.</exception>
    public Task<HubAnswer> OpenAsync(HubFile file, ByteRange? range, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, file, range, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HubAnswer> SendAsync(HttpMethod method, HubFile file, ByteRange? range, CancellationToken cancellationToken)
    {
        var facts = new HubFacts();
        var address = file.Address(_settings.Endpoint);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var isHub = IsHub(address);
            var answer = await SendAsync(Request(method, address, isHub, range), file, cancellationToken).ConfigureAwait(false);
            try
            {
                facts.Read(answer, isHub);
                var isRedirect = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
                if (!isRedirect && !answer.IsSuccessStatusCode)
                    throw HubFaults.Of(answer, address.Authority, isHub, file, _settings, _time.GetUtcNow());

                var next = isRedirect ? Next(answer, address, file) : null;
                if (next is null || (method == HttpMethod.Head && facts.IsComplete && !IsHub(next)))
                {
                    var given = new HubAnswer(answer, facts, file, address.Authority, _settings.StallTimeout, _time);
                    answer = null;
                    return given;
                }

                address = next;
            }
            finally
            {
                answer?.Dispose();
            }
        }

        throw new HubException($"{file} could not be fetched: {_settings.Endpoint.Authority} led from one address to another more than {MaxRedirects} times.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HubFile file, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        using var stall = new CancellationTokenSource(_settings.StallTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        using (request)
        {
            try
            {
                return await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new HubException($"{file} could not be fetched: {host} did not answer for {_settings.StallTimeout.TotalSeconds:0} seconds.", failure) { IsTransient = true };
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                throw new HubException($"{file} could not be fetched: {host} cannot be reached: {failure.Message}", failure) { IsTransient = true };
            }
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, bool isHub, ByteRange? range)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("SK.EmbeddingGemma", null));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity")); // lengths and hashes are those of the file
        if (range is { } bytes)
            request.Headers.Range = new RangeHeaderValue(bytes.Start, bytes.Last);
        if (isHub && _settings.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private bool IsHub(Uri address) =>
        address.Scheme == _settings.Endpoint.Scheme && address.Port == _settings.Endpoint.Port
        && string.Equals(address.IdnHost, _settings.Endpoint.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static Uri Next(HttpResponseMessage answer, Uri address, HubFile file)
    {
        if (answer.Headers.Location is not { } location)
            throw new HubException($"{file} could not be fetched: {address.Authority} answered {(int)answer.StatusCode} without saying where to go.");

        var next = new Uri(address, location);
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            throw new HubException($"{file} could not be fetched: {address.Authority} leads from {address.Scheme} to {next.Scheme} on {next.Authority}, where anybody could read and change it.");
        return next;
    }
}
