using System.Buffers;

namespace WeatherKd.Feeds.Requests;

/// <summary>Receives content piece by piece, and goes on where a connection broke off, as long as the file is the same.</summary>
internal static class Download
{
    private const int Piece = 1 << 16;
    private const int MostResumptions = 5;

    /// <summary>Receives what an answer brings, and what is still missing after it.</summary>
    /// <param name="client">The source.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="first">The answer; disposed here.</param>
    /// <param name="mostBytes">More refuse the file.</param>
    /// <param name="sink">Takes each piece.</param>
    /// <param name="cancellationToken">Stops the receiving.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="SourceException">It broke off for good, is too long or too short, or has changed meanwhile.</exception>
    public static async Task<long> ReceiveAsync(
        SourceClient client,
        SourceRequest request,
        SourceAnswer first,
        long mostBytes,
        Func<ReadOnlyMemory<byte>, ValueTask> sink,
        CancellationToken cancellationToken)
    {
        var start = request.Range?.Start ?? 0;
        var expected = request.Range?.Length ?? (request.Range is null ? first.Length : first.Total - start);
        if (expected > mostBytes)
        {
            first.Dispose();
            throw new SourceException($"{request.Address.AbsolutePath} has {expected} bytes; {mostBytes} are allowed.");
        }

        var received = 0L;
        var answer = first;
        ValueTask Take(ReadOnlyMemory<byte> piece)
        {
            received += piece.Length;
            return received > mostBytes
                ? throw new SourceException($"{request.Address.AbsolutePath} has more than the {mostBytes} bytes allowed.")
                : sink(piece);
        }

        for (var resumption = 0; ; resumption++)
        {
            try
            {
                using (answer)
                {
                    await CopyAsync(client, answer, Take, cancellationToken);
                }

                if (expected is null || received == expected)
                {
                    return received;
                }

                if (received > expected)
                {
                    throw new SourceException($"{request.Address.AbsolutePath}: {received} bytes came, {expected} were announced.");
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException
                && resumption < MostResumptions
                && !cancellationToken.IsCancellationRequested)
            {
                // Below it is asked for the rest.
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw new SourceException(
                    $"{request.Address.AbsolutePath} broke off {resumption + 1} times, the last time after {received} bytes: {e.Message}",
                    e);
            }

            if (resumption >= MostResumptions)
            {
                throw new SourceException($"{request.Address.AbsolutePath} ended after {received} of {expected} bytes.");
            }

            answer = await RestAsync(client, request, first, start + received, expected - received, resumption, cancellationToken);
        }
    }

    private static async Task<SourceAnswer> RestAsync(
        SourceClient client,
        SourceRequest request,
        SourceAnswer first,
        long from,
        long? missing,
        int resumption,
        CancellationToken cancellationToken)
    {
        if (first.ETag is null && missing is null)
        {
            // Nothing says where it ends nor whether it is still the same.
            throw new SourceException(
                $"{request.Address.AbsolutePath} broke off, and its source gives no tag by which the rest could be asked for.");
        }

        await Task.Delay(
            TimeSpan.FromSeconds(Math.Pow(2, resumption) * (0.5 + Random.Shared.NextDouble()) / 2),
            client.Clock,
            cancellationToken);
        var rest = await client.GetAsync(request with
        {
            Range = new ByteRange(from, missing),
            IfMatch = first.ETag,
            IfNoneMatch = null,
            IfModifiedSince = null,
        }, cancellationToken);
        if (rest.Outcome == SourceOutcome.Found
            && rest.ETag == first.ETag
            && rest.Modified == first.Modified
            && (first.Total is null || rest.Total is null || rest.Total == first.Total))
        {
            return rest;
        }

        rest.Dispose();
        throw new SourceException($"{request.Address.AbsolutePath} has changed while it was fetched; it is begun anew.")
        {
            HasChanged = true,
        };
    }

    private static async Task CopyAsync(
        SourceClient client,
        SourceAnswer answer,
        Func<ReadOnlyMemory<byte>, ValueTask> take,
        CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, client.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var stream = await answer.OpenAsync(both.Token);
            while (true)
            {
                patience.CancelAfter(client.Patience);
                var length = await stream.ReadAsync(buffer.AsMemory(0, Piece), both.Token);
                if (length == 0)
                {
                    return;
                }

                client.Received(length);
                await take(buffer.AsMemory(0, length));
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {client.Patience.TotalSeconds:F0} s", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
