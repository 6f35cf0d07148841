namespace WeatherKd.Training.Loop;

/// <summary>
/// Keeps what the archive has taught, so that it is learned once per model and station set: blobs in a job, memory in a test.
/// </summary>
public interface IPretrainedStore
{
    /// <summary>The weights kept under a key, or null where there is none.</summary>
    Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps weights; the last one kept under a key stands.</summary>
    Task KeepAsync(string key, byte[] weights, CancellationToken cancellationToken);
}
