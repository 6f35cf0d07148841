using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Settings;
using WeatherKd.Students;

namespace WeatherKd.Api.Students;

/// <summary>Ids of students as callers write them: whole, or a beginning that no other student's id has.</summary>
internal sealed class StudentIds(StudentRegistry registry)
{
    /// <summary>What may be written, as a phrase.</summary>
    public const string Allowed = "a student's id, 32 hexadecimal digits in lower case, or its beginning";

    /// <summary>The whole id. One that is written whole is not looked for.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="given">Its value.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <exception cref="BadParameterException">The text can be no student's id.</exception>
    /// <exception cref="UnknownStudentException">No student's id begins so.</exception>
    /// <exception cref="AmbiguousIdException">Several begin so.</exception>
    public async Task<string> ResolveAsync(string parameter, string given, CancellationToken cancellationToken)
    {
        Require(parameter, given);
        return StudentRegistry.IsId(given)
            ? given
            : await registry.FindIdAsync(given, cancellationToken) ?? throw new UnknownStudentException(given);
    }

    /// <summary>Refuses a text that can be no student's id.</summary>
    /// <exception cref="BadParameterException">It cannot.</exception>
    public static string Require(string parameter, string given) =>
        StudentRegistry.IsBeginningOfId(given) ? given : throw new BadParameterException(parameter, given, Allowed);
}
