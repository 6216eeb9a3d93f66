package io.modelrelease.trainer;

import static io.modelrelease.trainer.SampleProject.CREDIT_RISK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads the job's log learns in one sentence what is wrong, and where. */
class WrongDataTest {
  @TempDir Path temp;

  private String refusal(String csv) throws IOException {
    var file = Files.writeString(temp.resolve("rows.csv"), csv);
    var run = SampleProject.run(Map.of(), CREDIT_RISK.training(file, temp.resolve("m"), "3", 7));
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(temp.resolve("m")).doesNotExist();
    return run.err().strip();
  }

  @Test
  void saysWhichColumnIsMissing() throws IOException {
    assertThat(refusal("age,income\n1,2\n")).endsWith("has no column class; it has age, income.");
  }

  @Test
  void saysWhichCellIsNoNumber() throws IOException {
    assertThat(refusal("age,class\n1,0\nyoung,1\n"))
        .contains("rows.csv, row 2, column age: \"young\" is no number");
    assertThat(refusal("age,class\n1,0\n,1\n")).contains("row 2, column age: \"\" is no number");
    assertThat(refusal("age,class\n1,0\nNaN,1\n")).contains("row 2, column age");
    assertThat(refusal("age,class\n1,0\n1e99,1\n")).contains("row 2, column age");
  }

  @Test
  void saysThatAFileIsEmpty() throws IOException {
    assertThat(refusal("")).contains("rows.csv has no rows");
    assertThat(refusal("age,class\n")).contains("rows.csv has no rows");
  }

  @Test
  void saysWhichRowHasTooFewCells() throws IOException {
    assertThat(refusal("age,class\n1,0\n2\n")).contains("row 2 has 1 cells, the header has 2");
  }

  @Test
  void saysThatNamesAreDoubled() throws IOException {
    assertThat(refusal("age,age,class\n1,2,0\n")).contains("has age twice in its header");
  }

  @Test
  void saysWhatABinaryLabelIs() throws IOException {
    assertThat(refusal("age,class\n1,0\n2,2\n"))
        .contains("row 2, column class: the label of a binary task is 0 or 1, not 2.0");
    assertThat(refusal("age,class\n1,0\n2,0\n")).contains("rows of one class only");
  }

  @Test
  void saysWhichColumnAzureWouldReadAsADate() throws IOException {
    assertThat(refusal("opened_at,class\n1,0\n2,1\n"))
        .contains("opened_at would be read as a date");
  }

  @Test
  void saysThatThereIsNoFile() {
    var run =
        SampleProject.run(
            Map.of(), CREDIT_RISK.training(temp.resolve("none.csv"), temp.resolve("m"), "3", 7));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("There is no file").contains("none.csv");
  }

  @Test
  void saysWhichCommandInstallsOpenMp() {
    var failure =
        new UnsatisfiedLinkError(
            "/tmp/libxgboost4j123.so: libgomp.so.1: cannot open shared object file: No such file");

    assertThat(OpenMp.sentence(failure, "Linux")).contains("apt-get install -y libgomp1");
    assertThat(OpenMp.sentence(new ExceptionInInitializerError(failure), "Linux"))
        .contains("apt-get install -y libgomp1");
    assertThat(OpenMp.sentence(new UnsatisfiedLinkError("libomp.dylib"), "Mac OS X"))
        .contains("brew install libomp");
  }
}
