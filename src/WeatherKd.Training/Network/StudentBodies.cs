using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Network;

/// <summary>The architectures by the setting that chooses them.</summary>
internal static class StudentBodies
{
    /// <summary>The body of an architecture for a shape, whose columns must be known.</summary>
    public static IStudentBody Create(StudentArchitecture architecture, StudentShape shape) => architecture switch
    {
        StudentArchitecture.Lstm => new LstmBody(shape),
        StudentArchitecture.Tcn => new TcnBody(shape),
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "There is no body of this architecture."),
    };
}
