using Azure.Storage.Blobs;
using WeatherKd.Storage;

namespace WeatherKd.Students;

/// <summary>
/// The challenger: a student that forecasts in parallel, its forecasts archived and shown to nobody. Off unless <c>challenger.json</c>
/// names one.
/// </summary>
public sealed partial class StudentRegistry
{
    private BlobClient ChallengerBlob => storage.Students.GetBlobClient("challenger.json");

    /// <summary>
    /// The challenger, or null where there is none. A student that has come into service since it was named is none any more.
    /// </summary>
    public async Task<Challenger?> ChallengerAsync(CancellationToken cancellationToken) =>
        (await ChallengerBlob.TryReadJsonAsync<Challenger>(cancellationToken))?.Value is { } named
        && (await ChampionAsync(cancellationToken))?.Value.Student != named.Student
            ? named
            : null;

    /// <summary>Lets a student forecast in parallel, in place of any other challenger.</summary>
    /// <exception cref="StudentDamagedException">The student cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">The student is in service: it would be compared with itself.</exception>
    public async Task<Challenger> SetChallengerAsync(string student, string by, CancellationToken cancellationToken)
    {
        if ((await ChampionAsync(cancellationToken))?.Value.Student == student)
        {
            throw new InvalidOperationException(
                $"Student {student} is the one in service and cannot be its own challenger. Name another student.");
        }

        using (await OpenSessionAsync(student, cancellationToken))
        {
            var challenger = new Challenger(student, clock.GetUtcNow(), by);
            await ChallengerBlob.WriteJsonAsync(challenger, cancellationToken);
            return challenger;
        }
    }

    /// <summary>Ends the parallel forecasts.</summary>
    public Task ClearChallengerAsync(CancellationToken cancellationToken) =>
        ChallengerBlob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
}

/// <summary><c>challenger.json</c>: the student that forecasts in parallel.</summary>
/// <param name="Student">Its id.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who said so.</param>
public sealed record Challenger(string Student, DateTimeOffset Since, string By);
