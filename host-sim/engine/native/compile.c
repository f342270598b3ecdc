/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include "xsAll.h"
#include "xsScript.h"
#include "xs.h"
#undef the

enum { PARSER_BUFFER_BYTES = 64 * 1024, PARSER_TABLE_MODULO = 1993 };

static _Thread_local struct compiled *current; /* where the parser's report goes; host only, one compilation at a time */

static void report(void *console, txString path, txInteger line, txString format, c_va_list arguments) {
  (void)console, (void)path;
  if (!current || current->error[0]) return;
  int used = c_snprintf(current->error, sizeof current->error, "line %d: ", (int)line);
  vsnprintf(current->error + used, sizeof current->error - (size_t)used, format, arguments);
}

bool compile_script(const char *source, size_t length, const char *path, bool lines, struct compiled *result) {
  txCreation creation = {64 * 1024, 64 * 1024, 8192, 1024, 1024, 2000, 500, 1993, 127, PARSER_BUFFER_BYTES, PARSER_TABLE_MODULO, 0};
  volatile bool compiled = false; /* lives across longjmp */
  c_memset(result, 0, sizeof *result);
  txMachine *the = fxCreateMachine(&creation, "compiler", NULL, XS_NO_ID);
  if (!the) return false;
  txParser parser;
  txParserJump jump;
  txStringCStream stream = {(txString)source, 0, (txSize)length};
  current = result;
  fxInitializeParser(&parser, the, PARSER_BUFFER_BYTES, PARSER_TABLE_MODULO);
  parser.reportError = report;
  parser.firstJump = &jump;
  if (c_setjmp(jump.jmp_buf) == 0) {
    parser.path = fxNewParserSymbol(&parser, (txString)path);
    fxParserTree(&parser, &stream, fxStringCGetter, mxProgramFlag | (lines ? mxDebugFlag : 0), NULL);
    fxParserHoist(&parser);
    fxParserBind(&parser);
    txScript *script = fxParserCode(&parser);
    if (script && parser.errorCount == 0) {
      result->code = (uint8_t *)script->codeBuffer;
      result->code_size = (uint32_t)script->codeSize;
      result->symbols = (uint8_t *)script->symbolsBuffer;
      result->symbols_size = (uint32_t)script->symbolsSize;
      c_free(script);
      compiled = true;
    }
  }
  fxTerminateParser(&parser);
  fxDeleteMachine(the);
  current = NULL;
  return compiled;
}
