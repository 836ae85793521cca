using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Admission;

/// <summary>Bounds the texts that wait or are computed. Nothing waits to be admitted: a client that is told at once can go elsewhere. Thread-safe.</summary>
internal sealed class InputAdmission(IOptions<EmbeddingGemmaServerOptions> options) : IDisposable
{
    private readonly EmbeddingGemmaServerOptions _options = options.Value;
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = options.Value.MaxPendingInputs, QueueLimit = 0 });

    /// <summary>Gets how many texts were admitted and are not done.</summary>
    public int Pending => _options.MaxPendingInputs - (int)(_limiter.GetStatistics()?.CurrentAvailablePermits ?? _options.MaxPendingInputs);

    /// <summary>Admits the texts of a request until what is returned is disposed.</summary>
    /// <exception cref="RequestFaultException">They are too many for one request, or too many others are pending.</exception>
    public IDisposable Enter(int inputs)
    {
        if (inputs > _options.MaxInputsPerRequest)
        {
            throw new RequestFaultException(
                FaultKind.TooManyInputs, string.Create(CultureInfo.InvariantCulture, $"batch size {inputs} > maximum allowed batch size {_options.MaxInputsPerRequest}: send the texts in several requests."));
        }

        var lease = _limiter.AttemptAcquire(inputs);
        if (lease.IsAcquired)
            return lease;

        lease.Dispose();
        throw new RequestFaultException(Overload.Fault);
    }

    public void Dispose() => _limiter.Dispose();
}
